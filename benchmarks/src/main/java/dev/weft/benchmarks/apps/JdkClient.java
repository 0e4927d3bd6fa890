package dev.weft.benchmarks.apps;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Calls with {@code java.net.http}, blocking, one client for all threads. */
public final class JdkClient {
  private JdkClient() {}

  public static void main(String... args) throws Exception {
    Arguments arguments = new Arguments(args);
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    Tls tls = Tls.of(arguments);
    if (tls != null) {
      builder.sslContext(tls.context());
    }
    HttpClient client = builder.build();
    ConcurrentMap<String, HttpRequest> requests = new ConcurrentHashMap<>();
    Driver.serve(
        (next, path) -> {
          HttpRequest request =
              requests.computeIfAbsent(
                  next + path, url -> HttpRequest.newBuilder(URI.create(url)).build());
          HttpResponse<byte[]> response =
              client.send(request, HttpResponse.BodyHandlers.ofByteArray());
          Bodies.check(path, response.statusCode(), response.body().length);
        },
        arguments.all("--next"));
  }
}
