package dev.weft.core.path;

import dev.weft.core.context.ContextCell;
import dev.weft.core.random.RandomSource;
import dev.weft.core.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the data path is made of. All parts are thread-safe.
 *
 * @param contexts where calls made by the application find the inbound call they are made for
 * @param identityReady whether a certificate of our own is held
 * @param hostUse told the canonical name at the first call that needs a host's endpoints; must not
 *     block
 * @param startWaitNanos how long calls to a known host wait for its endpoints, counted from the
 *     first of them
 */
public record DataPathConfig(
    Clock clock,
    RandomSource random,
    ContextCell contexts,
    LocalIdentity local,
    TraceSettings tracing,
    BooleanSupplier identityReady,
    Consumer<String> hostUse,
    long startWaitNanos) {}
