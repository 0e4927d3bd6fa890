package dev.weft.instrumentation.http.jdk.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** On the JDK that runs the tests; the suites of smoke-tests do it on others. */
class InternalsTest {
  @Test
  void whatIsRequiredIsAllThatIsReadOfTheLibrary() throws Throwable {
    // The class looks all of it up at once, by the adapter's requirements alone.
    HttpRequest get = HttpRequest.newBuilder(URI.create("http://a/")).build();
    assertThat(Internals.resends(get)).isTrue();
    assertThat(Internals.resends(HttpRequest.newBuilder(get, (n, v) -> true).POST(none()).build()))
        .isFalse();
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }
}
