package dev.weft.smoke.app;

import dev.weft.smoke.app.ClientDriver.Answer;
import dev.weft.smoke.app.ClientDriver.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An application for the suites, ignorant of the mesh: servers and a client of the libraries named
 * by its arguments ({@code name=a server=<driver> ports=0,8080 client=<driver>}), told what to do
 * by {@link Commands}.
 */
public final class AppMain {
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
    new Commands()
        .aside("call", command -> answered(command, client))
        .aside("load", command -> Load.of(command, load -> count(command, client, load)))
        .inOrder(
            "seen",
            command ->
                Line.of(
                    "count", bookkeeping.seen(command.get("key")),
                    "ended", bookkeeping.ended(command.get("key"))))
        .inOrder(
            "stop",
            command -> {
              servers.get(command.number("index", 0)).stop();
              return Line.of();
            })
        .serve(servers.stream().map(ServerDriver.Running::port).toList());
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
    return line.with("millis", (System.nanoTime() - start) / 1_000_000);
  }

  /** How often each status, each server and each failure came. */
  private static void count(Line command, ClientDriver client, Load load) {
    Line result = answered(command, client);
    load.count(result.has("error") ? "error" : "status." + result.get("status"));
    if (result.has("error")) {
      load.count("error." + result.get("error") + ": " + result.get("message"));
    } else {
      load.count("name." + result.get("header.x-name"));
    }
  }

  private static <T> T driver(String className, Class<T> type) throws ReflectiveOperationException {
    return type.cast(Class.forName(className).getDeclaredConstructor().newInstance());
  }
}
