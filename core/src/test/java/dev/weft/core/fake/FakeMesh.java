package dev.weft.core.fake;

import dev.weft.core.context.ContextCell;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.measure.RequestDurations;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.MeshView;
import dev.weft.core.path.TraceSettings;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import dev.weft.core.trace.Span;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A data path on fake time, a mesh of instances around it, and both loops. */
public final class FakeMesh {
  public static final long EPOCH_NANOS = 1_700_000_000_000_000_000L;
  public final FakeTime time = new FakeTime();
  public final ContextCell contexts = new ContextCell();
  public final List<String> used = new ArrayList<>();
  public final Map<String, Host> hosts = new HashMap<>();
  public final Map<String, HostEndpoints> endpoints = new HashMap<>();
  public final SplittableRandom random = new SplittableRandom(1);
  public boolean identityReady = true;
  public CompiledPolicy policy = CompiledPolicy.EMPTY;
  public final List<Span> spans = new ArrayList<>();
  public final RequestDurations durations = new RequestDurations();
  public final DataPath path;

  public FakeMesh() {
    this(Sampler.DEFAULT, Propagation.DEFAULT);
  }

  public FakeMesh(Sampler sampler, Propagation propagation) {
    this(sampler, propagation, false);
  }

  /** One that measures requests into {@link #durations}. */
  public static FakeMesh measuring() {
    return new FakeMesh(Sampler.DEFAULT, Propagation.DEFAULT, true);
  }

  private FakeMesh(Sampler sampler, Propagation propagation, boolean measures) {
    this.path =
        new DataPath(
            new DataPathConfig(
                time,
                random::nextLong,
                contexts,
                new LocalIdentity("caller", "default", "caller", Map.of("app", "caller")),
                new TraceSettings(
                    sampler, propagation, spans::add, () -> EPOCH_NANOS + time.nanos()),
                () -> identityReady,
                used::add,
                2_000_000_000L),
            measures ? durations : null);
  }

  public static String canonical(String service) {
    return service + ".default.svc.cluster.local";
  }

  /** A service on port 9080, an instance for each version, at 10.0.0.1 and on. */
  public FakeMesh service(String name, String... versions) {
    host(name, new Host.ServicePort(9080, "http"));
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      instances.add(instance(name, i + 1, versions[i], 0));
    }
    endpoints.put(canonical(name), new HostEndpoints(canonical(name), instances));
    return this;
  }

  public FakeMesh host(String name, Host.ServicePort... ports) {
    hosts.put(canonical(name), new Host(canonical(name), List.of(ports)));
    return this;
  }

  public static Instance instance(String service, int number, String version, int mtlsPort) {
    return new Instance(
        "agent" + number + "/" + service,
        service,
        "default",
        service,
        Map.of("app", service, "version", version),
        List.of(new Instance.Port(9080, "10.0.0." + number, 9080, "http", mtlsPort, false)));
  }

  public FakeMesh apply() {
    path.apply(policy, new MeshView(hosts, endpoints, "default", "cluster.local"));
    return this;
  }

  public FakeExchange call(String authority, String pathAndQuery) {
    return new FakeExchange(path.outbound(), authority, pathAndQuery);
  }

  /** Through the blocking loop; closes at once, as if the body had been read. */
  public Outcome blocking(FakeExchange exchange, FakeBlockingWire wire) {
    try {
      Outcome outcome = new BlockingLoop(time).run(exchange, wire);
      exchange.close();
      return outcome;
    } catch (IOException | InterruptedException e) {
      return Outcome.of(e);
    }
  }

  public Outcome blocking(FakeExchange exchange, Script script) {
    return blocking(exchange, new FakeBlockingWire(script, time));
  }

  /** Through the asynchronous loop; closes at once, as if the body had been read. */
  public Outcome async(FakeExchange exchange, Script script) {
    FakeAsyncCall call = new FakeAsyncCall(exchange, script, time);
    call.start();
    time.drain();
    call.finished();
    if (call.outcome == null) {
      throw new AssertionError("the application was told nothing");
    }
    return call.outcome;
  }
}
