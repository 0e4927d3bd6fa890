package dev.weft.collector.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * How long requests take, by route and status: few, for a route is a pattern and not a path. What
 * has no end, as events and agents' channels, is left out.
 */
final class RequestTimes implements DecoratingHttpServiceFunction {
  private final MeterRegistry registry;

  RequestTimes(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    if (context.requestTimeoutMillis() > 0) {
      String route = context.config().route().patternString();
      context.log().whenComplete().thenAccept(log -> record(route, log));
    }
    return service.serve(context, request);
  }

  private void record(String route, RequestLog log) {
    Timer.builder("weft.collector.http")
        .description("Requests with their answers, to the last byte")
        .tag("method", log.requestHeaders().method().name())
        .tag("route", route)
        .tag("status", log.responseHeaders().status().codeAsText())
        .register(registry)
        .record(Duration.ofNanos(log.totalDurationNanos()));
  }
}
