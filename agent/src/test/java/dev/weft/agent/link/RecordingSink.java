package dev.weft.agent.link;

import dev.weft.core.outlier.Ejection;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.CollectorMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers what was put into force. */
final class RecordingSink implements MeshSink {
  record Applied(CompiledPolicy policy, MeshState state, String trustDomain) {}

  final LinkedBlockingQueue<Applied> applied = new LinkedBlockingQueue<>();
  final List<Ejection> ejections = new CopyOnWriteArrayList<>();
  final CountDownLatch noLongerWaits = new CountDownLatch(1);
  volatile Applied last;
  volatile CollectorMessage.Switches switches = CollectorMessage.Switches.NONE;
  volatile boolean waits = true;

  @Override
  public void apply(CompiledPolicy policy, MeshState state, String trustDomain) {
    last = new Applied(policy, state, trustDomain);
    applied.add(last);
    waits = true;
  }

  @Override
  public void switched(CollectorMessage.Switches all) {
    switches = all;
  }

  @Override
  public void noLongerWait() {
    waits = false;
    noLongerWaits.countDown();
  }

  @Override
  public List<Ejection> ejections() {
    return List.copyOf(ejections);
  }

  Applied await() throws InterruptedException {
    Applied next = applied.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was applied");
    }
    return next;
  }
}
