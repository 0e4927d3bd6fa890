package dev.weft.instrumentation.http.apache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.Test;

class UnmeshedRetryTest {
  private final HttpClientContext context = HttpClientContext.create();
  private final UnmeshedRetry retry = new UnmeshedRetry(DefaultHttpRequestRetryStrategy.INSTANCE);

  @Test
  void outsideTheClientRetriesAsEver() {
    assertThat(retry.retryRequest(new BasicClassicHttpResponse(503), 1, context)).isTrue();
    assertThat(failed()).isTrue();
  }

  @Test
  void whatTheMeshHasCarriedOutIsNotRetriedOnTop() {
    UnmeshedRetry.mark(context);
    assertThat(retry.retryRequest(new BasicClassicHttpResponse(503), 1, context)).isFalse();
    UnmeshedRetry.mark(context);
    assertThat(failed()).isFalse();
  }

  @Test
  void theMarkIsOfOneCallOnly() {
    UnmeshedRetry.mark(context);
    retry.retryRequest(new BasicClassicHttpResponse(503), 1, context);
    assertThat(retry.retryRequest(new BasicClassicHttpResponse(503), 1, context)).isTrue();
  }

  private boolean failed() {
    IOException failure = new NoHttpResponseException("closed");
    return retry.retryRequest(new BasicClassicHttpRequest("GET", "/"), failure, 1, context);
  }
}
