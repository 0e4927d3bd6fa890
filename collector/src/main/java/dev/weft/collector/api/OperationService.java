package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.api.Trouble.Place;
import dev.weft.collector.store.AuditEntry;
import dev.weft.collector.store.ConflictException;
import dev.weft.collector.store.PolicyStore;
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
  private final PolicyStore store;
  private final Clock clock;

  OperationService(Operation operation, Operation.Handler handler, PolicyStore store, Clock clock) {
    this.operation = operation;
    this.handler = handler;
    this.store = store;
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
      Answer answer = handler.handle(call);
      if (operation.toBeRecorded() && answer.status() < 400) {
        record(call, answer);
      }
      return answer;
    } catch (ApiException e) {
      call.note(e.trouble().detail());
      return e.trouble().answer();
    } catch (RuntimeException e) {
      return unexpected(call, e);
    }
  }

  private void record(Call call, Answer answer) {
    String note = call.context().attr(Call.NOTE);
    store
        .record(
            new AuditEntry(
                call.receivedMillis(),
                call.author(),
                operation.id,
                call.context().path(),
                answer.status(),
                note == null ? "" : note))
        .join();
  }

  private Answer unexpected(Call call, RuntimeException e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    call.note(String.valueOf(cause.getMessage()));
    if (cause instanceof ConflictException conflict) {
      return new Trouble(
              412,
              "Somebody else has changed it meanwhile, or it is not as expected. Nothing was"
                  + " changed: read it again and decide.",
              conflict.conflicts().stream()
                  .map(
                      one ->
                          new Place(
                              one.document(),
                              "metadata.resourceVersion",
                              one.found(),
                              one.expected(),
                              0))
                  .toList())
          .answer();
    }
    if (cause instanceof StoreFullException) {
      return new Trouble(413, cause.getMessage()).answer();
    }
    log.error("{} {} failed", operation.method(), operation.path, cause);
    if (cause instanceof StoreException failed) {
      return new Trouble(failed.diskFull() ? 507 : 503, cause.getMessage()).answer();
    }
    return new Trouble(500, "The collector failed here; its log has the reason.").answer();
  }
}
