package dev.weft.benchmarks.core;

import dev.weft.benchmarks.core.FilterScopes.Inbound;
import dev.weft.benchmarks.core.FilterScopes.Outbound;
import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Scope;
import dev.weft.core.call.Settling;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each filter alone, entered, settled where it is, and exited on a scope that holds what the
 * filters before it would have put there. The sum is less than the whole path, which makes the
 * scopes as well.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FilterBenchmark {
  @Benchmark
  public @Nullable Refusal trace(Outbound state) {
    return through(state.trace, state.exchange);
  }

  /** Outside of any inbound call: ids are drawn. */
  @Benchmark
  public @Nullable Refusal traceBegun(Outbound state) {
    return through(state.traceBegun, state.exchange);
  }

  @Benchmark
  public @Nullable Refusal stats(Outbound state) {
    return through(state.stats, state.exchange);
  }

  @Benchmark
  public @Nullable Refusal route(Outbound state) {
    return through(state.route, state.exchange);
  }

  @Benchmark
  public @Nullable Refusal fault(Outbound state) {
    return through(state.fault, state.exchange);
  }

  @Benchmark
  public @Nullable Refusal deadline(Outbound state) {
    return through(state.deadline, state.exchange);
  }

  @Benchmark
  public @Nullable Refusal budget(Outbound state) {
    return through(state.budget, state.exchange);
  }

  /** Asked of a response 200. */
  @Benchmark
  public long retryStage(Outbound state) {
    return state.retryStage.consider(state.attempt);
  }

  @Benchmark
  public @Nullable Refusal tryTimeout(Outbound state) {
    return through(state.tryTimeout, state.attempt);
  }

  @Benchmark
  public @Nullable Refusal balance(Outbound state) {
    return settled(state.balance, state.attempt);
  }

  @Benchmark
  public @Nullable Refusal outlier(Outbound state) {
    return settled(state.outlier, state.attempt);
  }

  @Benchmark
  public @Nullable Refusal identity(Outbound state) {
    return through(state.identity, state.attempt);
  }

  @Benchmark
  public @Nullable Refusal attemptTrace(Outbound state) {
    return through(state.attemptTrace, state.attempt);
  }

  /** One client span, made and handed over. */
  @Benchmark
  public @Nullable Refusal attemptTraceSampled(Outbound state) {
    return through(state.attemptTrace, state.sampledAttempt);
  }

  /** With the headers written into a sink that does nothing. */
  @Benchmark
  public int propagate(Outbound state) {
    Refusal none = through(state.propagate, state.attempt);
    state.exchange.edit(state.attempt, state.attempt.edits());
    return none == null ? state.exchange.headers : 0;
  }

  @Benchmark
  public @Nullable Refusal inboundTrace(Inbound state) {
    return through(state.trace, state.exchange);
  }

  /** One server span, made and handed over. */
  @Benchmark
  public @Nullable Refusal inboundTraceSampled(Inbound state) {
    return through(state.trace, state.sampledExchange);
  }

  @Benchmark
  public @Nullable Refusal inboundStats(Inbound state) {
    return through(state.stats, state.exchange);
  }

  @Benchmark
  public @Nullable Refusal context(Inbound state) {
    return through(state.context, state.exchange);
  }

  private static <S extends Scope> @Nullable Refusal through(Filter<S> filter, S scope) {
    Refusal refusal = filter.enter(scope);
    filter.exit(scope);
    return refusal;
  }

  private static @Nullable Refusal settled(Settling filter, Attempt attempt) {
    Refusal refusal = filter.enter(attempt);
    filter.settled(attempt);
    filter.exit(attempt);
    return refusal;
  }
}
