package dev.weft.core.propagate;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.RequestEdits;
import dev.weft.core.context.TraceContext;
import dev.weft.core.route.Target;
import dev.weft.core.trace.Propagation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The edits of one attempt: those of its route, worked out beforehand, and the mesh's own. */
final class CallEdits implements RequestEdits {
  static final String ATTEMPT_HEADER = "x-weft-attempt";

  private final Attempt attempt;
  private final @Nullable Target target;
  private final @Nullable TraceContext trace;
  private final Propagation propagation;

  CallEdits(
      Attempt attempt,
      @Nullable Target target,
      @Nullable TraceContext trace,
      Propagation propagation) {
    this.attempt = attempt;
    this.target = target;
    this.trace = trace;
    this.propagation = propagation;
  }

  @Override
  public @Nullable String path() {
    return target == null ? null : target.path(attempt.exchange().path());
  }

  @Override
  public @Nullable String authority() {
    return target == null ? null : target.authority();
  }

  @Override
  public List<String> removed() {
    return target == null ? List.of() : target.requestEdits().remove();
  }

  @Override
  public void forEachSet(HeaderSink sink) {
    if (target != null) {
      forEach(target.requestEdits().set(), sink);
    }
    if (trace != null) {
      propagation.inject(trace, sink);
    }
    if (attempt.number() > 1) {
      sink.header(ATTEMPT_HEADER, Integer.toString(attempt.number()));
    }
  }

  @Override
  public void forEachAdded(HeaderSink sink) {
    if (target != null) {
      forEach(target.requestEdits().add(), sink);
    }
  }

  private static void forEach(Map<String, String> headers, HeaderSink sink) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      sink.header(header.getKey(), header.getValue());
    }
  }

  @Override
  public boolean isEmpty() {
    return false;
  }
}
