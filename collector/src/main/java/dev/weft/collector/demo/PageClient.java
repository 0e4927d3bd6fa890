package dev.weft.collector.demo;

import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Loads the product page as a browser would, from outside the mesh. Thread-safe. */
final class PageClient {
  private static final TreeLimits LIMITS = new TreeLimits(1 << 20, 32, 10_000);

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonTree json = new JsonTree(LIMITS);
  private final URI page;

  PageClient(int port) {
    this.page = URI.create("http://127.0.0.1:" + port + "/productpage");
  }

  Sample load(boolean jason) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20));
    if (jason) {
      request.header("end-user", "jason");
    }
    long begin = System.nanoTime();
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return read(begin, jason, response.statusCode(), response.body());
    } catch (IOException | MalformedTreeException e) {
      return new Sample(begin, System.nanoTime(), jason, 0, 0, 0, "", 0, false, e.toString());
    }
  }

  private Sample read(long begin, boolean jason, int status, String body)
      throws MalformedTreeException {
    if (status != 200) {
      return new Sample(
          begin, System.nanoTime(), jason, status, 0, 0, "", 0, false, "page " + status);
    }
    Map<?, ?> tree = (Map<?, ?>) json.read(body);
    Map<?, ?> details = (Map<?, ?>) tree.get("details");
    Map<?, ?> reviews = (Map<?, ?>) tree.get("reviews");
    String version = "";
    boolean starsFailed = false;
    if (reviews.get("answer") instanceof Map<?, ?> answer) {
      version = String.valueOf(answer.get("version"));
      starsFailed = answer.get("stars") instanceof Map<?, ?> stars && stars.containsKey("error");
    }
    int detailsStatus = number(details.get("status"));
    int reviewsStatus = number(reviews.get("status"));
    String error =
        detailsStatus != 200
            ? "details " + detailsStatus + " " + details.get("answer")
            : reviewsStatus != 200 ? "reviews " + reviewsStatus + " " + reviews.get("answer") : "";
    return new Sample(
        begin,
        System.nanoTime(),
        jason,
        status,
        detailsStatus,
        reviewsStatus,
        version,
        number(reviews.get("millis")),
        starsFailed,
        error);
  }

  private static int number(Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}
