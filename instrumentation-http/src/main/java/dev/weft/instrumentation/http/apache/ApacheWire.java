package dev.weft.instrumentation.http.apache;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.drive.BlockingWire;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.identity.MeshTls;
import dev.weft.policy.compiled.HeaderEdits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Sends attempts through the rest of the client's chain, each on a route of its own endpoint. */
final class ApacheWire implements BlockingWire<ApacheExchange, ClassicHttpResponse> {
  /** Bytes of a discarded body worth reading for the sake of its connection. */
  private static final long WORTH_READING = 16 * 1024;

  /** So that the timer, which knows why, comes before the pool's own limit. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final MeshTls tls;

  /** Made last: a builder's copy of twenty values, the same for most calls of a client. */
  private volatile @Nullable Hurried hurried;

  private final Routes routes = new Routes();
  private volatile Generation generation = new Generation(0);

  ApacheWire(MeshTls tls) {
    this.tls = tls;
  }

  @Override
  public ClassicHttpResponse send(ApacheExchange exchange, Attempt attempt) throws IOException {
    exchange.begin(attempt);
    ExecChain.Scope scope = exchange.scope();
    Endpoint endpoint = attempt.endpoint();
    try {
      if (endpoint == null) {
        return exchange.proceed(scope);
      }
      ExecChain.Scope where =
          new ExecChain.Scope(
              scope.exchangeId,
              routes.to(endpoint.address(attempt.secure()), attempt.secure(), scope.route),
              scope.originalRequest,
              scope.execRuntime,
              scope.clientContext);
      while (true) {
        boolean reused = connect(exchange, attempt, where);
        attempt.sent();
        try {
          return exchange.proceed(where);
        } catch (NoHttpResponseException | SocketException e) {
          // A pooled connection that the peer had closed meanwhile: the next one, or a new one. The
          // client's own retry does this outside of the mesh.
          if (!reused || !exchange.harmless()) {
            throw e;
          }
        }
      }
    } catch (HttpException e) {
      scope.execRuntime.discardEndpoint();
      throw new MeshExec.ProtocolFailure(e);
    } catch (RuntimeException e) {
      scope.execRuntime.discardEndpoint();
      if (exchange.aborted()) { // the library finds its connection gone
        throw (IOException) new InterruptedIOException("attempt ended").initCause(e);
      }
      throw e;
    } catch (IOException e) {
      scope.execRuntime.discardEndpoint();
      throw e;
    }
  }

  /**
   * What the element CONNECT would do, so that we know when the request begins to leave.
   *
   * @return whether the connection was there already
   */
  private boolean connect(ApacheExchange exchange, Attempt attempt, ExecChain.Scope where)
      throws IOException {
    ExecRuntime runtime = where.execRuntime;
    HttpClientContext context = where.clientContext;
    runtime.discardEndpoint();
    if (context.getUserToken() == null) {
      context.setUserToken(generation(tls.generation()));
    }
    RequestConfig config = context.getRequestConfig();
    context.setRequestConfig(hurried(config, attempt.remainingNanos()));
    try {
      runtime.acquireEndpoint(where.exchangeId, where.route, context.getUserToken(), context);
    } finally {
      context.setRequestConfig(config);
    }
    if (exchange.aborted()) {
      throw new InterruptedIOException("attempt ended");
    }
    boolean there = runtime.isEndpointConnected();
    if (!there) {
      runtime.connectEndpoint(context);
    }
    return there;
  }

  /** The same object while it is the same number, which the pool compares first. */
  private Generation generation(long number) {
    Generation known = generation;
    if (known.number != number) {
      generation = known = new Generation(number);
    }
    return known;
  }

  /**
   * @param nanos is rounded up by a sixteenth at most, for the sake of {@link #hurried}
   */
  private @Nullable RequestConfig hurried(@Nullable RequestConfig config, long nanos) {
    if (nanos == Long.MAX_VALUE) {
      return config;
    }
    long left = Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
    long step = Math.max(1, Long.highestOneBit(left) / 16);
    long limit = (left + step - 1) / step * step + GRACE_NANOS;
    Hurried known = hurried;
    if (known == null || known.config != config || known.limitNanos != limit) {
      known = new Hurried(config, limit, hurry(config, Timeout.ofNanoseconds(limit)));
      hurried = known;
    }
    return known.made;
  }

  private static RequestConfig hurry(@Nullable RequestConfig config, Timeout limit) {
    RequestConfig.Builder builder =
        config == null ? RequestConfig.custom() : RequestConfig.copy(config);
    Timeout own = config == null ? null : config.getConnectionRequestTimeout();
    boolean shorter = own != null && own.isEnabled() && own.compareTo(limit) < 0;
    return builder.setConnectionRequestTimeout(shorter ? own : limit).build();
  }

  /** A configuration that waits no longer for a connection, and what it was made of. */
  private record Hurried(@Nullable RequestConfig config, long limitNanos, RequestConfig made) {}

  @Override
  public ResponseHead head(ClassicHttpResponse response) {
    return new Head(response);
  }

  @Override
  public void discard(ApacheExchange exchange, ClassicHttpResponse response) {
    ExecRuntime runtime = exchange.scope().execRuntime;
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    if (length >= 0 && length <= WORTH_READING) {
      try {
        EntityUtils.consume(entity);
        runtime.releaseEndpoint();
      } catch (IOException e) {
        runtime.discardEndpoint(); // broken off
      }
    } else {
      runtime.discardEndpoint();
    }
  }

  @Override
  public ClassicHttpResponse deliver(ApacheExchange exchange, ClassicHttpResponse response) {
    HeaderEdits.Edits edits = exchange.responseEdits();
    edits.remove().forEach(response::removeHeaders);
    edits.set().forEach(response::setHeader);
    edits.add().forEach(response::addHeader);
    HttpEntity entity = response.getEntity();
    if (entity == null || !entity.isStreaming()) {
      exchange.ended();
    } else {
      response.setEntity(new MeshEntity(entity, exchange));
      exchange.endWhenCancelled();
    }
    return response;
  }

  @Override
  public ClassicHttpResponse refused(ApacheExchange exchange, Refusal refusal) {
    ClassicHttpResponse response = new BasicClassicHttpResponse(refusal.status());
    response.setVersion(HttpVersion.HTTP_1_1);
    refusal
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setHeader(Refusal.FLAGS_HEADER, refusal.reason().name());
    response.setEntity(
        new StringEntity(refusal.body(), ContentType.create("text/plain", StandardCharsets.UTF_8)));
    return response;
  }

  @Override
  public void abort(ApacheExchange exchange, Attempt attempt) {
    exchange.abort(attempt);
  }

  /**
   * State of our connections in the pool. Without a token of the application's the client would
   * take the local principal of the TLS session for one, and then never find the connection again.
   * It also retires connections when the own certificate is renewed, at half its life, before
   * either certificate that they were made with can end.
   */
  private record Generation(long number) {}

  private record Head(ClassicHttpResponse response) implements ResponseHead {
    @Override
    public int status() {
      return response.getCode();
    }

    @Override
    public @Nullable String header(String name) {
      Header header = response.getFirstHeader(name);
      return header == null ? null : header.getValue();
    }
  }
}
