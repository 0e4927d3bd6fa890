package dev.weft.smoke.app;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code java.net.http}. */
public final class JdkClientDriver implements ClientDriver {
  private final ConcurrentMap<String, HttpClient> clients = new ConcurrentHashMap<>();

  @Override
  public Answer call(Call call) throws Exception {
    HttpClient client =
        clients.computeIfAbsent(
            call.http2() + call.proxy() + call.redirects() + call.credentials(),
            settings -> client(call));
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(call.url()));
    call.headers().forEach(request::header);
    if (call.timeoutMillis() > 0) {
      request.timeout(Duration.ofMillis(call.timeoutMillis()));
    }
    request.method(call.method(), body(call));
    long start = System.nanoTime();
    HttpResponse<InputStream> response = send(client, request.build(), call);
    StringBuilder text = new StringBuilder();
    long first = 0;
    try (InputStream in = response.body()) {
      byte[] some = new byte[8192];
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        first = first == 0 ? (System.nanoTime() - start) / 1_000_000 + 1 : first;
        text.append(new String(some, 0, count, StandardCharsets.UTF_8));
        if (call.partly()) {
          break;
        }
      }
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
    return new Answer(
        response.statusCode(),
        headers,
        text.toString(),
        response.uri().toString(),
        response.version().toString(),
        response.sslSession().isPresent(),
        first);
  }

  private static HttpResponse<InputStream> send(HttpClient client, HttpRequest request, Call call)
      throws Exception {
    if (!call.async() && call.cancelMillis() == 0) {
      return client.send(request, BodyHandlers.ofInputStream());
    }
    CompletableFuture<HttpResponse<InputStream>> future =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return call.cancelMillis() == 0
          ? future.get()
          : future.get(call.cancelMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      future.cancel(true);
      throw late;
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  private static HttpClient client(Call call) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(call.http2() ? Version.HTTP_2 : Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(call.redirects() ? Redirect.NORMAL : Redirect.NEVER);
    if (!call.proxy().isEmpty()) {
      String[] address = call.proxy().split(":");
      builder.proxy(
          ProxySelector.of(new InetSocketAddress(address[0], Integer.parseInt(address[1]))));
    }
    if (!call.credentials().isEmpty()) {
      String[] credentials = call.credentials().split(":");
      builder.authenticator(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              return new PasswordAuthentication(credentials[0], credentials[1].toCharArray());
            }
          });
    }
    return builder.build();
  }

  private static HttpRequest.BodyPublisher body(Call call) {
    if (call.body().length == 0) {
      return BodyPublishers.noBody();
    }
    return call.once()
        ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(call.body()))
        : BodyPublishers.ofByteArray(call.body());
  }
}
