package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.store.StoreException;
import dev.weft.collector.store.StoreFullException;
import dev.weft.collector.time.Clock;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one {@link Operation}. */
final class OperationService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(OperationService.class);

  private final Operation operation;
  private final Operation.Handler handler;
  private final Clock clock;

  OperationService(Operation operation, Operation.Handler handler, Clock clock) {
    this.operation = operation;
    this.handler = handler;
    this.clock = clock;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    long received = clock.millis();
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                whole -> handle(new Call(context, whole, received)).response(),
                context.blockingTaskExecutor()));
  }

  private Answer handle(Call call) {
    try {
      return handler.handle(call);
    } catch (ApiException e) {
      return e.trouble().answer();
    } catch (RuntimeException e) {
      return unexpected(e);
    }
  }

  private Answer unexpected(RuntimeException e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof StoreFullException) {
      return new Trouble(413, cause.getMessage()).answer();
    }
    log.error("{} {} failed", operation.method(), operation.path, cause);
    if (cause instanceof StoreException) {
      return new Trouble(503, cause.getMessage()).answer();
    }
    return new Trouble(500, "The collector failed here; its log has the reason.").answer();
  }
}
