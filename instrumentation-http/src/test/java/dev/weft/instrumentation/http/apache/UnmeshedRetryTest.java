package dev.weft.instrumentation.http.apache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.fake.FaultyMesh;
import java.io.IOException;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
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
    UnmeshedRetry.mark(context, null);
    assertThat(retry.retryRequest(new BasicClassicHttpResponse(503), 1, context)).isFalse();
    UnmeshedRetry.mark(context, null);
    assertThat(failed()).isFalse();
  }

  @Test
  void theMarkIsOfOneCallOnly() {
    UnmeshedRetry.mark(context, null);
    retry.retryRequest(new BasicClassicHttpResponse(503), 1, context);
    assertThat(retry.retryRequest(new BasicClassicHttpResponse(503), 1, context)).isTrue();
  }

  @Test
  void aGoodResponseOfTheMeshIsKnownByItsBodyAndNeedsNoMark() {
    BasicClassicHttpResponse good = response(200, true);

    UnmeshedRetry.mark(context, good);

    assertThat(always().retryRequest(good, 1, context)).isFalse();
    assertThat(always().retryRequest(response(200, false), 1, context)).as("no mark").isTrue();
  }

  @Test
  void aFailureOfTheMeshIsNotRetriedEvenWhereItsBodyWasReplaced() {
    BasicClassicHttpResponse failure = response(503, true);

    UnmeshedRetry.mark(context, failure);
    failure.setEntity(new StringEntity("another"));

    assertThat(retry.retryRequest(failure, 1, context)).isFalse();
  }

  @Test
  void aResponseFromOutsideOfTheMeshIsTheClientsToRetry() {
    assertThat(retry.retryRequest(response(503, false), 1, context)).isTrue();
  }

  private static UnmeshedRetry always() {
    return new UnmeshedRetry(
        new DefaultHttpRequestRetryStrategy() {
          @Override
          public boolean retryRequest(HttpResponse response, int times, HttpContext context) {
            return true;
          }
        });
  }

  /** With a body as the wire delivers it. */
  private static BasicClassicHttpResponse response(int status, boolean meshed) {
    ApacheExchange exchange =
        new ApacheExchange(new FaultyMesh(), new BasicClassicHttpRequest("GET", "/"), null, null);
    exchange.meshed(meshed);
    BasicClassicHttpResponse response = new BasicClassicHttpResponse(status);
    response.setEntity(new MeshEntity(new StringEntity("body"), exchange));
    return response;
  }

  private boolean failed() {
    IOException failure = new NoHttpResponseException("closed");
    return retry.retryRequest(new BasicClassicHttpRequest("GET", "/"), failure, 1, context);
  }
}
