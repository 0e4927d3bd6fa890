package dev.weft.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.thread.AgentThread;
import dev.weft.core.Mesh;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MeshGateTest {
  private static final long FOREVER = TimeUnit.DAYS.toNanos(1);

  private final Mesh mesh =
      (Mesh)
          Proxy.newProxyInstance(
              Mesh.class.getClassLoader(), new Class<?>[] {Mesh.class}, (p, m, a) -> null);

  @Test
  void callsWaitForTheMeshThatIsBeingMade() throws Exception {
    MeshGate gate = new MeshGate(FOREVER);
    CompletableFuture<Mesh> waiting = CompletableFuture.supplyAsync(gate::await, this::start);

    gate.open(mesh);

    assertThat(waiting.get()).isSameAs(mesh);
    assertThat(gate.await()).isSameAs(mesh);
  }

  @Test
  void nobodyWaitsOnceItIsKnownThatThereIsNone() {
    MeshGate gate = new MeshGate(FOREVER);

    gate.open(null);

    assertThat(gate.await()).isNull();
  }

  @Test
  void oneTimeOutIsEnoughForAll() {
    MeshGate gate = new MeshGate(1);

    assertThat(gate.await()).isNull();
    assertThat(gate.await()).isNull();

    gate.open(mesh);
    assertThat(gate.await()).isSameAs(mesh);
  }

  @Test
  void threadsOfTheAgentNeverWait() throws Exception {
    MeshGate gate = new MeshGate(FOREVER);
    CompletableFuture<Boolean> none = new CompletableFuture<>();

    new AgentThread("test", () -> none.complete(gate.await() == null)).start();

    assertThat(none.get()).isTrue();
  }

  @Test
  void anInterruptedCallerGoesOnInterrupted() throws Exception {
    MeshGate gate = new MeshGate(FOREVER);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              gate.await();
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();

    caller.interrupt();

    assertThat(interrupted.get()).isTrue();
  }

  private void start(Runnable task) {
    new Thread(task).start();
  }
}
