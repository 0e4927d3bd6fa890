package dev.weft.benchmarks.core;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.ContextCell;
import dev.weft.core.context.TraceContext;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.TraceSettings;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Makes data paths, and calls over them without a library around. */
final class Calls {
  /** Nothing of its own; the caller's decision is followed. */
  static final Sampler UNSAMPLED = new Sampler(true, 0);

  private static final long START_WAIT_NANOS = 2_000_000_000L;

  private Calls() {}

  static DataPath dataPath(
      SampleMesh mesh, ContextCell contexts, Sampler sampler, Propagation propagation) {
    DataPath made =
        new DataPath(
            new DataPathConfig(
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong(),
                contexts,
                new LocalIdentity("caller", "default", "caller", Map.of("app", "caller")),
                new TraceSettings(sampler, propagation, span -> {}, () -> 0),
                () -> true,
                host -> {},
                START_WAIT_NANOS));
    made.apply(mesh.policy(), mesh.view());
    return made;
  }

  /** Of an inbound call, in which a thread makes its calls. */
  static CallContext context(boolean sampled) {
    int flags = TraceContext.RANDOM | (sampled ? TraceContext.SAMPLED : 0);
    return new CallContext(Long.MAX_VALUE, new TraceContext(1, 2, 3, flags, null, null));
  }

  /** From open to close, as the loops and an adapter drive it. */
  static int call(DataPath path, String authority) {
    BareExchange exchange = begun(path, authority);
    answer(exchange);
    return exchange.headers;
  }

  /** Opened, routed, sent. */
  static BareExchange begun(DataPath path, String authority) {
    BareExchange exchange = new BareExchange(path.outbound(), authority);
    if (exchange.open() != Opening.GO) {
      throw new IllegalStateException("not routed: " + exchange.refusal());
    }
    Attempt attempt = exchange.next();
    if (attempt == null) {
      throw new IllegalStateException("no attempt: " + exchange.refusal());
    }
    exchange.edit(attempt, attempt.edits());
    attempt.sent();
    return exchange;
  }

  private static void answer(BareExchange exchange) {
    Attempt attempt = exchange.current();
    if (attempt != null) {
      attempt.headed(BareExchange.OK);
    }
    exchange.close();
  }
}
