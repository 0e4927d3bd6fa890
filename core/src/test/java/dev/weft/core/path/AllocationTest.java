package dev.weft.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weft.core.call.Attempt;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Replay;
import dev.weft.core.call.RequestEdits;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.TraceContext;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes a call, counted by the JVM. */
class AllocationTest {
  private static final int CALLS = 10_000;
  private static final String REVIEWS = FakeMesh.canonical("reviews");
  // The exchange (88, and 8 of this test's own), the attempt (80), the view of its edits (24).
  private static final long BYTES_A_CALL = 200;

  // The exchange (64), the caller's trace (56), the context handed on (24).
  private static final long SERVED = 144;
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
  private static final String UNSAMPLED = PARENT + "00";
  private static final String SAMPLED = PARENT + "01";

  // A span (64) with its context (56) and attributes (112).
  private static final long SPAN = 232;

  // The client's has the trace's beginning (56), its text (96, and 72 to write it), the URL (64).
  private static final long CLIENT_SPAN = SPAN + 288;

  private static final ResponseHead OK =
      new ResponseHead() {
        @Override
        public int status() {
          return 200;
        }

        @Override
        public @Nullable String header(String name) {
          return null;
        }
      };

  /** A request that costs nothing itself. */
  private static final class Bare extends OutboundExchange implements RequestEdits.HeaderSink {
    private final String authority;
    private int chars;

    private Bare(OutboundPath path, String authority) {
      super(path);
      this.authority = authority;
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String authority() {
      return authority;
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public @Nullable String header(String name) {
      return null;
    }

    @Override
    public Protocol protocol() {
      return Protocol.HTTP;
    }

    @Override
    public Replay replay() {
      return Replay.ALWAYS;
    }

    @Override
    public void edit(Attempt attempt, RequestEdits edits) {
      edits.forEachSet(this);
      edits.forEachAdded(this);
    }

    @Override
    public void header(String name, String value) {
      chars += value.length();
    }
  }

  private static int call(DataPath path, String authority) {
    Bare exchange = new Bare(path.outbound(), authority);
    exchange.open();
    Attempt attempt = exchange.next();
    exchange.edit(attempt, attempt.edits());
    attempt.sent();
    attempt.headed(OK);
    exchange.close();
    return exchange.chars;
  }

  /** Of the least of several rounds: the JVM compiles on this thread's account now and then. */
  private static long bytes(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        action.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least / CALLS;
  }

  private static FakeMesh mesh(Sampler sampler, Propagation propagation) {
    FakeMesh mesh = new FakeMesh(sampler, propagation).service("reviews", "v1", "v2", "v1");
    mesh.policy =
        Policies.of(
            Map.of(
                REVIEWS,
                List.of(
                    Policies.route(Policies.to("reviews", "v2", 1))
                        .match(Policies.prefix("/never"))
                        .named("never"),
                    Policies.route(
                            Policies.to("reviews", "v1", 80), Policies.to("reviews", "v2", 20))
                        .timeoutMillis(1000)
                        .named("split"))),
            Map.of(REVIEWS, Policies.cluster(REVIEWS, Policies.outlier(Policies.OUTLIER))));
    return mesh.apply();
  }

  @Test
  void anUnsampledCallCostsThreeObjects() {
    FakeMesh mesh = mesh(new Sampler(true, 0), Propagation.DEFAULT);
    mesh.contexts.swap(
        new CallContext(
            Long.MAX_VALUE, new TraceContext(1, 2, 3, TraceContext.RANDOM, null, null)));
    assertThat(bytes(() -> call(mesh.path, "reviews:9080"))).isLessThanOrEqualTo(BYTES_A_CALL);
  }

  @Test
  void withoutATraceToHandOnItIsTwo() {
    FakeMesh mesh = mesh(Sampler.OFF, Propagation.NONE);
    assertThat(bytes(() -> call(mesh.path, "reviews:9080"))).isLessThanOrEqualTo(BYTES_A_CALL - 24);
  }

  @Test
  void anUnknownHostCostsNothingWherePropagationIsOff() {
    FakeMesh mesh = mesh(Sampler.OFF, Propagation.NONE);
    boolean[] seen = new boolean[1];
    assertThat(bytes(() -> seen[0] |= mesh.path.concerns("api.example.com"))).isZero();
    assertThat(seen[0]).isFalse();
    assertThat(mesh.path.concerns("reviews")).isTrue();
    assertThat(mesh(Sampler.OFF, Propagation.DEFAULT).path.concerns("api.example.com")).isTrue();
    assertThat(mesh(Sampler.DEFAULT, Propagation.NONE).path.concerns("api.example.com")).isTrue();
  }

  /** A served call that costs nothing itself. */
  private static final class BareInbound extends InboundExchange {
    private final String parent;

    private BareInbound(InboundPath path, String parent) {
      super(path);
      this.parent = parent;
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String authority() {
      return "reviews:9080";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public @Nullable String header(String name) {
      return name.equals("traceparent") ? parent : null;
    }

    @Override
    public Protocol protocol() {
      return Protocol.HTTP;
    }

    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public @Nullable InetSocketAddress remote() {
      return null;
    }

    @Override
    public int localPort() {
      return 9080;
    }

    @Override
    public @Nullable String peerId() {
      return "spiffe://cluster.local/ns/default/sa/productpage";
    }
  }

  private @Nullable Object handled;

  private void serve(DataPath path) {
    serve(path, UNSAMPLED);
  }

  private void serve(DataPath path, String parent) {
    BareInbound exchange = new BareInbound(path.inbound(), parent);
    exchange.open();
    handled = exchange.context();
    exchange.close(200, null);
  }

  @Test
  void aServedUnsampledCallCostsTheExchangeTheCallersTraceAndTheContext() {
    FakeMesh mesh = mesh(new Sampler(true, 0), Propagation.DEFAULT);
    assertThat(bytes(() -> serve(mesh.path))).isLessThanOrEqualTo(SERVED);
    assertThat(handled).isInstanceOf(CallContext.class);
  }

  @Test
  void aServedCallWithoutTracingCostsTheExchangeAndTheContext() {
    FakeMesh mesh = mesh(Sampler.OFF, Propagation.NONE);
    assertThat(bytes(() -> serve(mesh.path))).isLessThanOrEqualTo(SERVED - 56);
  }

  @Test
  void aSampledCallMakesItsSpanAndNothingThatSpansHaveInCommon() {
    FakeMesh mesh = mesh(new Sampler(true, 1), Propagation.DEFAULT);
    long bytes =
        bytes(
            () -> {
              call(mesh.path, "reviews:9080");
              mesh.spans.clear();
            });
    assertThat(bytes).isLessThanOrEqualTo(BYTES_A_CALL + CLIENT_SPAN);
  }

  @Test
  void aServedSampledCallMakesItsSpanAndNothingThatSpansHaveInCommon() {
    FakeMesh mesh = mesh(new Sampler(true, 1), Propagation.DEFAULT);
    long bytes =
        bytes(
            () -> {
              serve(mesh.path, SAMPLED);
              mesh.spans.clear();
            });
    assertThat(bytes).isLessThanOrEqualTo(SERVED + SPAN);
  }
}
