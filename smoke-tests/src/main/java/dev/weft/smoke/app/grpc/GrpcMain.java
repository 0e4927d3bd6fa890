package dev.weft.smoke.app.grpc;

import dev.weft.smoke.app.Line;
import io.grpc.Server;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * As {@link dev.weft.smoke.app.AppMain}, with gRPC both ways: {@code name=a client=<package of the
 * Netty variant> ports=0}.
 */
public final class GrpcMain {
  private static final PrintStream OUT = System.out;

  private GrpcMain() {}

  public static void main(String[] args) throws Exception {
    Line settings = Line.parse(String.join("&", args));
    String variant = settings.get("client");
    EchoClient client = new EchoClient(variant);
    EchoServer echo = new EchoServer(settings.get("name"), client);
    List<Server> servers = new ArrayList<>();
    for (String port : settings.get("ports").split(",")) {
      if (!port.isEmpty()) {
        servers.add(echo.start(variant, Integer.parseInt(port)));
      }
    }
    Line ready = Line.of("ready", true);
    for (int i = 0; i < servers.size(); i++) {
      ready = ready.with("port" + i, servers.get(i).getPort());
    }
    say(ready);
    ExecutorService workers = Executors.newCachedThreadPool();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      Line command = Line.parse(text);
      switch (command.get("do")) {
        case "call" -> workers.execute(() -> say(called(command, client)));
        case "load" -> workers.execute(() -> say(loaded(command, client)));
        case "seen" ->
            say(
                Line.of(
                    "id", command.get("id"),
                    "count", echo.seen(command.get("key")),
                    "ended", echo.ended(command.get("key"))));
        case "close" -> say(Line.of("id", command.get("id"), "terminated", client.close()));
        case "stop" -> {
          servers.get(command.number("index", 0)).shutdownNow().awaitTermination();
          say(Line.of("id", command.get("id")));
        }
        default -> say(Line.of("id", command.get("id"), "error", "no such command"));
      }
    }
    workers.shutdown();
    client.close();
    for (Server server : servers) {
      server.shutdownNow().awaitTermination();
    }
  }

  private static Line called(Line command, EchoClient client) {
    try {
      return client.call(command).with("id", command.get("id"));
    } catch (InterruptedException | RuntimeException failure) {
      return Line.of("id", command.get("id"), "error", failure.toString());
    }
  }

  /** Many calls at once; answers how often each code and each server came. */
  private static Line loaded(Line command, EchoClient client) {
    Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    AtomicInteger left = new AtomicInteger(command.number("calls", 100));
    int threads = command.number("threads", 10);
    CountDownLatch done = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            try {
              while (left.getAndDecrement() > 0) {
                Line result = called(command, client);
                count(counts, "code." + result.get("code", result.get("error")));
                if (!result.get("code").equals("OK")) {
                  count(counts, "failure." + result.get("description") + result.get("cause"));
                }
                count(counts, "name." + Line.parse(result.get("body")).get("name"));
              }
            } finally {
              done.countDown();
            }
          });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      return Line.of("id", command.get("id"), "error", e.toString());
    } finally {
      pool.shutdown();
    }
    Line line = Line.of("id", command.get("id"));
    for (Map.Entry<String, LongAdder> count : counts.entrySet()) {
      line = line.with(count.getKey(), count.getValue());
    }
    return line;
  }

  private static void count(Map<String, LongAdder> counts, String name) {
    counts.computeIfAbsent(name, key -> new LongAdder()).increment();
  }

  private static void say(Line line) {
    synchronized (OUT) {
      OUT.println("@" + line);
    }
  }
}
