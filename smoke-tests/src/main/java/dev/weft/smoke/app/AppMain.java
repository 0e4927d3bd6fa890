package dev.weft.smoke.app;

import dev.weft.smoke.app.ClientDriver.Answer;
import dev.weft.smoke.app.ClientDriver.Call;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * An application for the suites, ignorant of the mesh: servers and a client of the libraries named
 * by its arguments ({@code name=a server=<driver> ports=0,8080 client=<driver>}), told what to do
 * by lines on standard input, each answered by a line on standard output that begins with
 * {@code @}.
 */
public final class AppMain {
  private static final PrintStream OUT = System.out;

  private AppMain() {}

  public static void main(String[] args) throws Exception {
    Line settings = Line.parse(String.join("&", args));
    ClientDriver client =
        settings.has("client") ? driver(settings.get("client"), ClientDriver.class) : null;
    Bookkeeping bookkeeping = new Bookkeeping(settings.get("name"), client);
    List<ServerDriver.Running> servers = new ArrayList<>();
    if (settings.has("server")) {
      for (String port : settings.get("ports").split(",")) {
        ServerDriver driver = driver(settings.get("server"), ServerDriver.class);
        servers.add(driver.start(Integer.parseInt(port), bookkeeping));
      }
    }
    Line ready = Line.of("ready", true);
    for (int i = 0; i < servers.size(); i++) {
      ready = ready.with("port" + i, servers.get(i).port());
    }
    say(ready);
    ExecutorService workers = Executors.newCachedThreadPool();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      Line command = Line.parse(text);
      switch (command.get("do")) {
        case "call" -> workers.execute(() -> say(answered(command, client)));
        case "load" -> workers.execute(() -> say(loaded(command, client)));
        case "seen" ->
            say(
                Line.of(
                    "id", command.get("id"),
                    "count", bookkeeping.seen(command.get("key")),
                    "ended", bookkeeping.ended(command.get("key"))));
        case "stop" -> {
          servers.get(command.number("index", 0)).stop();
          say(Line.of("id", command.get("id")));
        }
        default -> say(Line.of("id", command.get("id"), "error", "no such command"));
      }
    }
    workers.shutdown();
    for (ServerDriver.Running server : servers) {
      server.stop();
    }
  }

  static Call get(String url) {
    return call(Line.of("url", url));
  }

  private static Call call(Line command) {
    Map<String, String> headers = new TreeMap<>();
    command
        .values()
        .forEach(
            (name, value) -> {
              if (name.startsWith("header.")) {
                headers.put(name.substring(7), value);
              }
            });
    byte[] body = command.get("body").getBytes(StandardCharsets.UTF_8);
    return new Call(
        command.get("method", body.length == 0 ? "GET" : "POST"),
        command.get("url"),
        headers,
        body,
        command.is("once"),
        command.is("async"),
        command.is("http2"),
        command.number("timeout", 0),
        command.number("cancel", 0),
        command.get("proxy"),
        command.is("redirects"),
        command.get("credentials"),
        command.is("partly"));
  }

  private static Line answered(Line command, ClientDriver client) {
    long start = System.nanoTime();
    Line line;
    try {
      Answer answer = client.call(call(command));
      line =
          Line.of(
              "status", answer.status(),
              "body", answer.body(),
              "url", answer.url(),
              "version", answer.version(),
              "tls", answer.tls(),
              "first", answer.firstMillis());
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        line = line.with("header." + header.getKey(), header.getValue());
      }
    } catch (Throwable failure) {
      line = Line.of("error", failure.getClass().getName(), "message", failure.getMessage());
      if (failure.getCause() != null) {
        line = line.with("cause", failure.getCause().toString());
      }
    }
    return line.with("millis", (System.nanoTime() - start) / 1_000_000)
        .with("id", command.get("id"));
  }

  /** Many calls at once; answers how often each status, each server and each failure came. */
  private static Line loaded(Line command, ClientDriver client) {
    int calls = command.number("calls", 100);
    Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    AtomicInteger left = new AtomicInteger(calls);
    int threads = command.number("threads", 10);
    CountDownLatch done = new CountDownLatch(threads);
    Runnable worker =
        () -> {
          try {
            while (left.getAndDecrement() > 0) {
              Line result = answered(command, client);
              count(counts, result.has("error") ? "error" : "status." + result.get("status"));
              if (result.has("error")) {
                count(counts, "error." + result.get("error") + ": " + result.get("message"));
              } else {
                count(counts, "name." + result.get("header.x-name"));
              }
            }
          } finally {
            done.countDown();
          }
        };
    try {
      ExecutorService pool =
          command.is("virtual")
              ? (ExecutorService)
                  Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
              : Executors.newFixedThreadPool(threads);
      for (int i = 0; i < threads; i++) {
        pool.execute(worker);
      }
      done.await();
      pool.shutdown();
    } catch (ReflectiveOperationException | InterruptedException failure) {
      return Line.of("id", command.get("id"), "error", failure.toString());
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

  private static <T> T driver(String className, Class<T> type) throws ReflectiveOperationException {
    return type.cast(Class.forName(className).getDeclaredConstructor().newInstance());
  }

  private static void say(Line line) {
    OUT.println("@" + line);
  }
}
