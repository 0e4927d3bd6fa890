package dev.weft.smoke.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.protocol.RedirectLocations;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5, by what all its versions have. */
public final class ApacheClientDriver implements ClientDriver {
  private final ConcurrentMap<String, CloseableHttpClient> clients = new ConcurrentHashMap<>();

  // What took its place is not in 5.0.
  @SuppressWarnings("deprecation")
  @Override
  public Answer call(Call call) throws Exception {
    URI uri = URI.create(call.url());
    CloseableHttpClient client =
        clients.computeIfAbsent(
            call.proxy() + call.redirects() + call.credentials() + call.timeoutMillis(),
            settings -> client(call, uri));
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), uri);
    call.headers().forEach(request::addHeader);
    if (call.body().length > 0) {
      request.setEntity(body(call));
    }
    HttpClientContext context = HttpClientContext.create();
    CountDownLatch done = new CountDownLatch(1);
    if (call.cancelMillis() > 0) {
      giveUpLater(request, call.cancelMillis(), done);
    }
    long start = System.nanoTime();
    try {
      CloseableHttpResponse response = client.execute(request, context);
      StringBuilder text = new StringBuilder();
      long first = read(response.getEntity(), text, call.partly(), start);
      Map<String, String> headers = new TreeMap<>();
      for (Header header : response.getHeaders()) {
        headers.merge(
            header.getName().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + "," + b);
      }
      if (call.partly()) {
        request.abort(); // closing would read what is left
      } else {
        response.close();
      }
      return new Answer(
          response.getCode(),
          headers,
          text.toString(),
          last(context, uri).toString(),
          response.getVersion().toString(),
          context.getSSLSession() != null,
          first);
    } finally {
      done.countDown();
    }
  }

  private static URI last(HttpClientContext context, URI uri) {
    RedirectLocations locations = context.getRedirectLocations();
    List<URI> all = locations == null ? List.of() : locations.getAll();
    return all.isEmpty() ? uri : all.get(all.size() - 1);
  }

  private static long read(HttpEntity entity, StringBuilder text, boolean partly, long start)
      throws IOException {
    if (entity == null) {
      return 0;
    }
    long first = 0;
    InputStream in = entity.getContent();
    byte[] some = new byte[8192];
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      first = first == 0 ? (System.nanoTime() - start) / 1_000_000 + 1 : first;
      text.append(new String(some, 0, count, StandardCharsets.UTF_8));
      if (partly) {
        break;
      }
    }
    return first;
  }

  private static void giveUpLater(HttpUriRequestBase request, int millis, CountDownLatch done) {
    new Thread(
            () -> {
              try {
                if (!done.await(millis, TimeUnit.MILLISECONDS)) {
                  request.abort();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "gives-up")
        .start();
  }

  private static CloseableHttpClient client(Call call, URI uri) {
    RequestConfig.Builder config = RequestConfig.custom().setRedirectsEnabled(call.redirects());
    if (call.timeoutMillis() > 0) {
      config.setResponseTimeout(Timeout.ofMilliseconds(call.timeoutMillis()));
    }
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .setDefaultRequestConfig(config.build())
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(100)
                    .setMaxConnTotal(200)
                    .build());
    if (!call.proxy().isEmpty()) {
      String[] address = call.proxy().split(":");
      builder.setProxy(new HttpHost("http", address[0], Integer.parseInt(address[1])));
    }
    if (!call.credentials().isEmpty()) {
      String[] credentials = call.credentials().split(":");
      BasicCredentialsProvider provider = new BasicCredentialsProvider();
      provider.setCredentials(
          new AuthScope(uri.getHost(), uri.getPort()),
          new UsernamePasswordCredentials(credentials[0], credentials[1].toCharArray()));
      builder.setDefaultCredentialsProvider(provider);
    }
    return builder.build();
  }

  private static HttpEntity body(Call call) {
    return call.once()
        ? new InputStreamEntity(new ByteArrayInputStream(call.body()), ContentType.TEXT_PLAIN)
        : new ByteArrayEntity(call.body(), ContentType.TEXT_PLAIN);
  }
}
