package dev.weft.core.propagate;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.RequestEdits;
import dev.weft.core.context.TraceContext;
import dev.weft.core.route.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The edits of one attempt, a view: those of its route, worked out beforehand, and the mesh's own.
 */
final class CallEdits implements RequestEdits {
  static final String ATTEMPT_HEADER = "x-weft-attempt";

  private final Attempt attempt;
  private final PropagateFilter filter;

  CallEdits(Attempt attempt, PropagateFilter filter) {
    this.attempt = attempt;
    this.filter = filter;
  }

  @Override
  public @Nullable String path() {
    Target target = filter.target(attempt);
    return target == null ? null : target.path(attempt.exchange().path());
  }

  @Override
  public @Nullable String authority() {
    Target target = filter.target(attempt);
    return target == null ? null : target.authority();
  }

  @Override
  public List<String> removed() {
    Target target = filter.target(attempt);
    return target == null ? List.of() : target.requestEdits().remove();
  }

  @Override
  public void forEachSet(HeaderSink sink) {
    Target target = filter.target(attempt);
    if (target != null) {
      forEach(target.requestEdits().set(), sink);
    }
    TraceContext trace = filter.trace(attempt);
    if (trace != null) {
      filter.propagation().inject(trace, sink);
    }
    if (attempt.number() > 1) {
      sink.header(ATTEMPT_HEADER, Integer.toString(attempt.number()));
    }
  }

  @Override
  public void forEachAdded(HeaderSink sink) {
    Target target = filter.target(attempt);
    if (target != null) {
      forEach(target.requestEdits().add(), sink);
    }
  }

  private static void forEach(Map<String, String> headers, HeaderSink sink) {
    if (!headers.isEmpty()) {
      for (Map.Entry<String, String> header : headers.entrySet()) {
        sink.header(header.getKey(), header.getValue());
      }
    }
  }

  @Override
  public boolean isEmpty() {
    return false;
  }
}
