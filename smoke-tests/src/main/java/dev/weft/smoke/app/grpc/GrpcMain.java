package dev.weft.smoke.app.grpc;

import dev.weft.smoke.app.Commands;
import dev.weft.smoke.app.Line;
import dev.weft.smoke.app.Load;
import io.grpc.Server;
import java.util.ArrayList;
import java.util.List;

/**
 * As {@link dev.weft.smoke.app.AppMain}, with gRPC both ways: {@code name=a client=<package of the
 * Netty variant> ports=0}.
 */
public final class GrpcMain {
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
    new Commands()
        .aside("call", client::call)
        .aside("load", command -> Load.of(command, load -> count(command, client, load)))
        .inOrder(
            "seen",
            command ->
                Line.of(
                    "count", echo.seen(command.get("key")),
                    "ended", echo.ended(command.get("key"))))
        .inOrder("close", command -> Line.of("terminated", client.close()))
        .inOrder(
            "stop",
            command -> {
              servers.get(command.number("index", 0)).shutdownNow().awaitTermination();
              return Line.of();
            })
        .serve(servers.stream().map(Server::getPort).toList());
    client.close();
    for (Server server : servers) {
      server.shutdownNow().awaitTermination();
    }
  }

  /** How often each code and each server came. */
  private static void count(Line command, EchoClient client, Load load) {
    Line result;
    try {
      result = client.call(command);
    } catch (InterruptedException | RuntimeException failure) {
      result = Line.of("error", failure.toString());
    }
    load.count("code." + result.get("code", result.get("error")));
    if (!result.get("code").equals("OK")) {
      load.count("failure." + result.get("description") + result.get("cause"));
    }
    load.count("name." + Line.parse(result.get("body")).get("name"));
  }
}
