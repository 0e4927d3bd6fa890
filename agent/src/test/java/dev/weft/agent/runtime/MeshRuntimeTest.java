package dev.weft.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.Settings;
import dev.weft.agent.link.FakeCollector;
import dev.weft.agent.link.Frames;
import dev.weft.agent.thread.TestThreads;
import dev.weft.core.Mesh;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.SwitchLevel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MeshRuntimeTest {
  @TempDir Path dir;

  private FakeCollector collector;
  private final FaultyAdapters adapters = new FaultyAdapters();
  private MeshRuntime mesh;

  @BeforeEach
  void create() throws Exception {
    collector = new FakeCollector();
    Settings settings =
        Settings.parse(
            "service=front;log.level=off;state-dir=" + dir + ";collector=" + collector.url(),
            // Otherwise every host concerns the mesh, for its trace.
            Map.of("OTEL_PROPAGATORS", "none", "OTEL_TRACES_SAMPLER", "always_off"),
            new Properties());
    mesh = MeshRuntime.create(settings, adapters);
  }

  @AfterEach
  void close() throws Exception {
    mesh.close();
    TestThreads.awaitLinks();
    collector.close();
  }

  /** Switches off what has had one fault. */
  private static final class FaultyAdapters implements Adapters {
    private final Map<String, Throwable> faults = new ConcurrentHashMap<>();

    @Override
    public List<AgentMessage.AdapterReport> reports() {
      return List.of();
    }

    @Override
    public void fault(String adapter, Throwable fault) {
      faults.put(adapter, fault);
    }

    @Override
    public boolean isOff(String adapter) {
      return faults.containsKey(adapter);
    }
  }

  @Test
  void faultsOfAdaptersAreForWhoeverWoveThem() {
    IllegalStateException fault = new IllegalStateException("ours");
    assertThat(mesh.isOff("tomcat")).isFalse();

    mesh.fault("tomcat", fault);

    assertThat(adapters.faults).containsEntry("tomcat", fault);
    assertThat(mesh.isOff("tomcat")).isTrue();
  }

  /** A call being served. */
  private static final class Served extends InboundExchange {
    Served(InboundPath path) {
      super(path);
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String authority() {
      return "front";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public String header(String name) {
      return null;
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
    public InetSocketAddress remote() {
      return null;
    }

    @Override
    public int localPort() {
      return 80;
    }

    @Override
    public String peerId() {
      return null;
    }
  }

  @Test
  void startsNoThreadBeforeItIsTold() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("weft-link"));
    assertThat(mesh.ownThread()).isFalse();
    assertThat(mesh.tls().ready()).isFalse();
  }

  @Test
  void knowsTheHostsThatTheCollectorNamesAndGetsACertificate() throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    mesh.tls().whenReady(ready::countDown);
    mesh.start();
    collector.await(AgentMessage.Hello.class);
    collector.send(Frames.full("e1", 1));
    collector.await(AgentMessage.Ack.class);

    assertThat(mesh.concerns("reviews")).isTrue();
    assertThat(mesh.concerns("ratings")).isFalse();
    assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void drainingWaitsForTheCollectorAndForCallsThatAreServed() throws Exception {
    mesh.start();
    collector.await(AgentMessage.Hello.class);
    Served served = new Served(mesh.inbound());
    served.open();
    CountDownLatch drained = new CountDownLatch(1);
    Thread draining =
        new Thread(
            () -> {
              mesh.drain();
              drained.countDown();
            });
    draining.start();
    collector.await(AgentMessage.Deregister.class);
    assertThat(mesh.inbound().underWay()).isEqualTo(1);
    assertThat(drained.getCount()).isEqualTo(1);

    served.close(200, null);

    assertThat(drained.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(mesh.inbound().underWay()).isZero();
  }

  @Test
  void drainingAgentThatWasNeverStartedReturnsAtOnce() {
    mesh.drain();
    mesh.close();
    assertThat(mesh.ownThread()).isFalse();
  }

  @Test
  void whatAnOperatorSwitchesOffGoesAsTheApplicationWroteItAtOnce() throws Exception {
    Mesh tomcat = mesh.seenBy("tomcat");
    Mesh grpc = mesh.seenBy("grpc");
    mesh.start();
    collector.await(AgentMessage.Hello.class);
    collector.send(Frames.full("e1", 1));
    collector.await(AgentMessage.Ack.class);
    assertThat(tomcat.concerns("reviews")).isTrue();

    collector.send(new Switches(SwitchLevel.NONE, SwitchLevel.NONE, List.of("tomcat")));
    collector.await(AgentMessage.Switched.class);
    assertThat(tomcat.concerns("reviews")).isFalse();
    assertThat(tomcat.isOff("tomcat")).isTrue();
    assertThat(tomcat.inbound()).isNotSameAs(mesh.inbound());
    assertThat(grpc.concerns("reviews")).isTrue();
    assertThat(grpc.isOff("grpc")).isFalse();

    collector.send(new Switches(SwitchLevel.ALL, SwitchLevel.ALL, List.of()));
    collector.await(AgentMessage.Switched.class);
    assertThat(grpc.concerns("reviews")).isFalse();
    assertThat(mesh.concerns("reviews")).isFalse();

    collector.send(Switches.NONE);
    collector.await(AgentMessage.Switched.class);
    assertThat(tomcat.concerns("reviews")).isTrue();
    assertThat(mesh.isOff("tomcat")).isFalse();
  }

  @Test
  void callsServedWhileTheMeshIsOffAreWaitedForAtTheEndToo() throws Exception {
    mesh.start();
    collector.await(AgentMessage.Hello.class);
    collector.send(new Switches(SwitchLevel.ALL, SwitchLevel.ALL, List.of()));
    collector.await(AgentMessage.Switched.class);
    Served served = new Served(mesh.inbound());
    assertThat(served.open()).isNull();
    Thread draining = new Thread(mesh::drain);
    draining.start();
    collector.await(AgentMessage.Deregister.class);
    assertThat(draining.isAlive()).isTrue();
    served.close(200, null);
    draining.join(TimeUnit.SECONDS.toMillis(20));
    assertThat(draining.isAlive()).isFalse();
  }
}
