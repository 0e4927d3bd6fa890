package bookinfo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.catalina.LifecycleException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * The page: asks details with Apache HttpClient and reviews with the JDK's client, and shows what
 * it got. Whoever is logged in (header {@code end-user}) is told to the services behind, as Istio's
 * sample does.
 */
final class ProductPage {
  private final CloseableHttpClient apache =
      HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setMaxConnPerRoute(50)
                  .setMaxConnTotal(100)
                  .build())
          .build();
  private final HttpClient jdk = HttpClient.newHttpClient();

  private ProductPage() {}

  static void serve(int port) throws IOException, LifecycleException {
    ProductPage page = new ProductPage();
    Web.serve(
        port,
        "/productpage",
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            page.show(request, response);
          }
        });
  }

  private void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String user = request.getHeader("end-user");
    String details = part(() -> details(user));
    String reviews = part(() -> reviews(user));
    response.setContentType("application/json");
    response.getWriter().write("{\"details\":" + details + ",\"reviews\":" + reviews + "}\n");
  }

  private Answer details(String user) throws IOException {
    HttpGet get = new HttpGet("http://details:9080/details/0");
    if (user != null) {
      get.setHeader("end-user", user);
    }
    return apache.execute(
        get,
        response -> new Answer(response.getCode(), EntityUtils.toString(response.getEntity())));
  }

  private Answer reviews(String user) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://reviews:9080/reviews/0"))
            .timeout(Duration.ofSeconds(10));
    if (user != null) {
      request.header("end-user", user);
    }
    HttpResponse<String> response = jdk.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** A part that fails does not take the page with it. */
  private static String part(Part part) {
    long begin = System.nanoTime();
    String answer;
    try {
      Answer got = part.get();
      answer =
          "\"status\":%d,\"answer\":%s"
              .formatted(got.status, got.status == 200 ? got.body : Json.text(got.body));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = "\"status\":0,\"answer\":\"interrupted\"";
    } catch (Exception e) {
      answer = "\"status\":0,\"answer\":" + Json.text(e.toString());
    }
    return "{\"millis\":%d,%s}".formatted((System.nanoTime() - begin) / 1_000_000, answer);
  }

  private record Answer(int status, String body) {}

  private interface Part {
    Answer get() throws Exception;
  }
}
