package dev.weft.collector.api;

import dev.weft.collector.push.Control;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
