package dev.weft.smoke.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code com.sun.net.httpserver}. */
public final class JdkServerDriver implements ServerDriver {
  @Override
  public Running start(int port, Behaviour behaviour) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    ExecutorService workers = Executors.newCachedThreadPool();
    server.setExecutor(workers);
    server.createContext(
        "/",
        exchange -> {
          try {
            behaviour.handle(new Served(exchange, workers));
          } catch (IOException | RuntimeException failure) {
            throw failure;
          } catch (Exception failure) {
            throw new IOException(failure);
          }
        });
    server.start();
    return new Running() {
      @Override
      public int port() {
        return server.getAddress().getPort();
      }

      @Override
      public void stop() {
        server.stop(0);
        workers.shutdown();
      }
    };
  }

  private record Served(HttpExchange exchange, ExecutorService workers) implements Request {
    @Override
    public String method() {
      return exchange.getRequestMethod();
    }

    @Override
    public String uri() {
      return exchange.getRequestURI().toString();
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
      return headers;
    }

    @Override
    public byte[] body() throws IOException {
      return exchange.getRequestBody().readAllBytes();
    }

    @Override
    public String scheme() {
      return secure() ? "https" : "http";
    }

    @Override
    public boolean secure() {
      return exchange instanceof HttpsExchange;
    }

    @Override
    public String protocol() {
      return exchange.getProtocol();
    }

    @Override
    public int localPort() {
      return exchange.getLocalAddress().getPort();
    }

    @Override
    public int remotePort() {
      return exchange.getRemoteAddress().getPort();
    }

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
      headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
      exchange.close();
    }

    @Override
    public void begin(int length) throws IOException {
      exchange.sendResponseHeaders(200, length);
      exchange.getResponseBody().flush();
    }

    @Override
    public void more(String text) throws IOException {
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    }

    @Override
    public void end() {
      exchange.close();
    }

    @Override
    public void drop() throws IOException {
      throw new IOException("dropped on demand");
    }

    @Override
    public void later(Rest rest) {
      workers.execute(
          () -> {
            try {
              rest.run();
            } catch (Exception failure) {
              exchange.close();
            }
          });
    }
  }
}
