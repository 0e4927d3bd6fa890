package dev.weft.collector.command;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks the collector. HttpURLConnection, because a command should load little. */
final class Client {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;

  private final String base;

  private final Access access;

  Client(String url) {
    this(url, Access.NONE);
  }

  Client(String url, Access access) {
    this.access = access;
    String scheme = url.contains("://") ? url : "http://" + url;
    base = scheme.endsWith("/") ? scheme.substring(0, scheme.length() - 1) : scheme;
  }

  /**
   * An answer.
   *
   * @param body JSON, already read
   */
  record Reply(int status, @Nullable Object body) {
    boolean ok() {
      return status / 100 == 2;
    }

    /** What an error says, with a line for each wrong place. */
    String trouble() {
      StringBuilder text = new StringBuilder("weft: ").append(Tree.text(body, "detail"));
      for (Object place : Tree.list(body, "problems")) {
        text.append("\n  ").append(place(place, Tree.number(place, "line")));
      }
      return text.toString();
    }
  }

  /** One wrong place as one line. */
  static String place(Object place, long line) {
    String path = Tree.text(place, "path");
    String value = Tree.text(place, "value");
    return Tree.text(place, "document")
        + (line > 0 ? " (line " + line + ")" : "")
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + (value.isEmpty() ? "" : value + ", ")
        + "expected "
        + Tree.text(place, "expected");
  }

  String url() {
    return base;
  }

  /** A 2xx answer's body; anything else ends the command. */
  @Nullable Object get(String path) {
    return expect(send("GET", path, null));
  }

  @Nullable Object expect(Reply reply) {
    if (!reply.ok()) {
      boolean nothingShown = reply.status() == 401 && access.token() == null;
      throw new CommandException(
          ExitCode.FAILED,
          reply.trouble()
              + (nothingShown ? " Name a token with --token-file, or in WEFT_TOKEN." : ""));
    }
    return reply.body();
  }

  Reply send(String method, String path, @Nullable String body) {
    byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
    Raw raw = exchange(method, path, bytes, "application/yaml");
    return read(raw);
  }

  /** Sends a file. */
  Reply upload(String path, byte[] file, String type) {
    return read(exchange("POST", path, file, type));
  }

  /** A 2xx answer's bytes; anything else ends the command. */
  byte[] download(String path) {
    Raw raw = exchange("GET", path, null, "");
    if (raw.status() / 100 != 2) {
      expect(read(raw));
    }
    return raw.body();
  }

  /** Hands on each line of an answer that may go on for ever, as it comes. */
  void lines(String path, Consumer<String> to) {
    exchange(
        "GET",
        path,
        null,
        "",
        0,
        (status, in) -> {
          if (status / 100 != 2) {
            expect(read(new Raw(status, in.readAllBytes())));
          }
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          String line = lines.readLine();
          while (line != null) {
            to.accept(line);
            line = lines.readLine();
          }
          return status;
        });
  }

  private record Raw(int status, byte[] body) {}

  /** What is made of an answer. */
  @FunctionalInterface
  private interface Receiver<T> {
    T receive(int status, InputStream in) throws IOException;
  }

  private Reply read(Raw raw) {
    try {
      String text = raw.body().length == 0 ? "{}" : new String(raw.body(), StandardCharsets.UTF_8);
      return new Reply(raw.status(), Json.parse(text));
    } catch (MalformedTreeException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "weft: "
              + base
              + " answered something that is no JSON. Is it a Weft collector? Set --collector or"
              + " WEFT_COLLECTOR.");
    }
  }

  private Raw exchange(String method, String path, byte @Nullable [] bytes, String type) {
    return exchange(
        method, path, bytes, type, READ_MILLIS, (status, in) -> new Raw(status, in.readAllBytes()));
  }

  /**
   * @param readMillis how long nothing may come; 0: for ever
   */
  private <T> T exchange(
      String method,
      String path,
      byte @Nullable [] bytes,
      String type,
      int readMillis,
      Receiver<T> receiver) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base + path).toURL().openConnection();
      access.prepare(connection);
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(readMillis);
      if (bytes != null) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.setRequestProperty("Content-Type", type);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(bytes);
        }
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
        return receiver.receive(status, in == null ? InputStream.nullInputStream() : in);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE, "weft: --collector " + base + ": expected http://host:port");
    } catch (SSLException e) {
      throw new CommandException(
          ExitCode.UNREACHABLE,
          "weft: the collector at "
              + base
              + " is not trusted ("
              + e.getMessage()
              + "). Name a token of this collector with --token-file or WEFT_TOKEN, which carries"
              + " its fingerprint, or its roots with --ca-file.");
    } catch (SocketTimeoutException e) {
      throw new CommandException(
          ExitCode.UNREACHABLE,
          "weft: the collector at "
              + base
              + " does not answer ("
              + e.getMessage()
              + "). It may be overloaded or stuck: its log and "
              + base
              + "/readyz say more.");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNREACHABLE,
          "weft: the collector at "
              + base
              + " cannot be reached ("
              + e.getMessage()
              + "). Start one with: weft collector. Or name another with --collector or"
              + " WEFT_COLLECTOR.");
    }
  }
}
