package dev.weft.instrumentation.grpc;

import dev.weft.core.Mesh;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.context.ContextCell;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.FakeTime;
import dev.weft.core.identity.MeshTls;
import dev.weft.core.listen.Listeners;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.MeshView;
import dev.weft.core.path.TraceSettings;
import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * The core's data path around real servers on the loopback, in plaintext. Its time stands still and
 * its dice always show nothing, so retries follow at once.
 */
public final class LoopbackMesh implements Mesh {
  private final FakeTime time = new FakeTime();
  private final ContextCell contexts = new ContextCell();
  private final BlockingLoop blocking = new BlockingLoop(time);
  private final DataPath path =
      new DataPath(
          new DataPathConfig(
              time,
              () -> 0,
              contexts,
              new LocalIdentity("caller", "default", "caller", Map.of("app", "caller")),
              TraceSettings.off(),
              () -> false,
              host -> {},
              0));

  /** One instance of a service for each port, on service port 9080. */
  public LoopbackMesh service(String name, int... ports) {
    List<Instance> instances = new ArrayList<>();
    for (int port : ports) {
      instances.add(
          new Instance(
              "agent-" + port + "/" + name,
              name,
              "default",
              name,
              Map.of("app", name),
              List.of(new Instance.Port(9080, "127.0.0.1", port, "grpc", 0, false))));
    }
    String canonical = FakeMesh.canonical(name);
    path.apply(
        CompiledPolicy.EMPTY,
        new MeshView(
            Map.of(canonical, new Host(canonical, List.of(new Host.ServicePort(9080, "grpc")))),
            Map.of(canonical, new HostEndpoints(canonical, instances)),
            "default",
            "cluster.local"));
    return this;
  }

  @Override
  public boolean concerns(String host) {
    return path.concerns(host);
  }

  @Override
  public OutboundPath outbound() {
    return path.outbound();
  }

  @Override
  public InboundPath inbound() {
    return path.inbound();
  }

  @Override
  public ContextCell contexts() {
    return contexts;
  }

  @Override
  public BlockingLoop blocking() {
    return blocking;
  }

  @Override
  public Timer timer() {
    return time;
  }

  @Override
  public Clock clock() {
    return time;
  }

  @Override
  public MeshTls tls() {
    return new NoTls();
  }

  @Override
  public Listeners listeners() {
    throw new IllegalStateException("no server is woven here");
  }

  @Override
  public boolean ownThread() {
    return false;
  }

  /** A JVM that holds no certificate. */
  private static final class NoTls implements MeshTls {
    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public SSLContext clientContext() {
      throw new IllegalStateException("not ready");
    }

    @Override
    public SSLContext serverContext() {
      throw new IllegalStateException("not ready");
    }

    @Override
    public String verifyPeer(SSLSession session) {
      throw new IllegalStateException("not ready");
    }

    @Override
    public long generation() {
      return 0;
    }

    @Override
    public void whenReady(Runnable action) {
      // It never is.
    }
  }
}
