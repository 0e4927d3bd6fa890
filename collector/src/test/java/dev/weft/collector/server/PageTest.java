package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir Path folder;

  @Test
  void filesMayBeKeptForEverAndThePageIsAskedForEachTime() {
    try (TestCollector collector = TestCollector.in(folder)) {
      HttpResponse<String> page = collector.get("/");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(header(page, "content-type")).startsWith("text/html");
      assertThat(header(page, "cache-control")).isEqualTo("no-cache");
      assertThat(header(page, "content-security-policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
      assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");

      String script = path(page.body(), "/ui/\\w+/app\\.js");
      HttpResponse<String> file = collector.get(script);
      assertThat(header(file, "content-type")).startsWith("application/javascript");
      assertThat(header(file, "cache-control")).contains("immutable", "max-age=31536000");
      HttpResponse<String> packed = ask(collector, script, "accept-encoding", "br, gzip");
      assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
      assertThat(packed.body().length()).isLessThan(file.body().length());
      assertThat(header(ask(collector, script, "accept-encoding", "gzip;q=0"), "content-encoding"))
          .isEmpty();

      HttpResponse<String> again = ask(collector, "/", "if-none-match", header(page, "etag"));
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
  }

  @Test
  void whatIsNoFileIsNotFound() {
    try (TestCollector collector = TestCollector.in(folder)) {
      String script = path(collector.get("/").body(), "/ui/\\w+/app\\.js");
      assertThat(collector.get(script.replace("app.js", "none.js")).statusCode()).isEqualTo(404);
      assertThat(collector.get("/ui/0123456789abcdef/app.js").statusCode()).isEqualTo(404);
      assertThat(collector.get(script.replace("app.js", "..%2F..%2Findex.html")).statusCode())
          .isIn(400, 404);
    }
  }

  @Test
  void whereTokensAreAskedForThePageIsOpenOverTlsAlone() throws Exception {
    try (TestCollector collector = TestCollector.secured(folder)) {
      TestCollector nobody = collector.as("");
      assertThat(nobody.get("/").statusCode()).isEqualTo(200);
      assertThat(nobody.get("/v1/graph").statusCode()).isEqualTo(401);
      assertThat(collector.get("/v1/graph").statusCode()).isEqualTo(200);
      HttpRequest plain =
          HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + collector.port() + "/"))
              .build();
      assertThat(collector.send(plain).statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<String> ask(
      TestCollector collector, String path, String header, String value) {
    return collector.send(HttpRequest.newBuilder(collector.uri(path)).header(header, value));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String path(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }
}
