package dev.weft.benchmarks.apps;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Calls with Apache HttpClient 5, blocking, one client for all threads. */
public final class ApacheClient {
  private static final int CONNECTIONS = 64;

  private ApacheClient() {}

  public static void main(String... args) throws Exception {
    Arguments arguments = new Arguments(args);
    PoolingHttpClientConnectionManagerBuilder connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(CONNECTIONS)
            .setMaxConnTotal(2 * CONNECTIONS);
    Tls tls = Tls.of(arguments);
    if (tls != null) {
      connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls.context()));
    }
    CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(connections.build())
            // A client certificate would make every connection its user's own, never found again.
            .disableConnectionState()
            .build();
    Driver.serve(
        (next, path) ->
            client.execute(
                new HttpGet(next + path),
                response -> {
                  byte[] body = EntityUtils.toByteArray(response.getEntity());
                  Bodies.check(path, response.getCode(), body.length);
                  return null;
                }),
        arguments.all("--next"));
  }
}
