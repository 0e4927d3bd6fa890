package dev.weft.collector.api;

import dev.weft.collector.push.Control;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks the mesh's loop from a thread that may wait. */
final class MeshView {
  /**
   * The loop answers within milliseconds; longer means that it is stuck, and a caller must not be.
   */
  private static final long PATIENCE_SECONDS = 5;

  private final Control control;

  MeshView(Control control) {
    this.control = control;
  }

  /**
   * @throws ApiException 503 if there is no answer in time; what was asked may still be done
   */
  <T> T ask(Function<Control, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    control
        .loop()
        .execute(
            () -> {
              try {
                answer.complete(question.apply(control));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ApiException(
          503,
          "The collector is busy with its agents and did not answer within "
              + PATIENCE_SECONDS
              + " s. Try again soon.");
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(503, "The collector is stopping.");
    }
  }
}
