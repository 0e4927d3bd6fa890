package dev.weft.agent.link;

import dev.weft.agent.thread.AgentThread;
import dev.weft.core.listen.Listeners;
import dev.weft.policy.frame.CollectorMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the link: one runs the {@link LinkMachine} and writes, the other ({@link
 * Connector}) connects and reads. Thread-safe; what callers ask for is noted and done by the first
 * of them.
 */
public final class Link implements AutoCloseable {
  private static final long TICK_NANOS = 1_000_000_000L;

  private final LinkParts parts;
  private final Registration registration;

  private final LinkedBlockingQueue<Consumer<LinkMachine>> inbox = new LinkedBlockingQueue<>();
  private final Set<String> newUses = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean registrationNoted = new AtomicBoolean();
  private final CountDownLatch left = new CountDownLatch(1);
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;

  // Made and used by the link's thread, but for closing.
  private volatile @Nullable Connector connector;
  private @Nullable ChannelWire wire;

  /** Cheap: nothing is touched before {@link #start}. */
  public Link(LinkParts parts) {
    this.parts = parts;
    this.registration = new Registration(parts.settings(), this::registrationChanged);
  }

  /** Where server adapters tell what listens, also before the start. */
  public Listeners listeners() {
    return registration;
  }

  /** Starts the threads. Further calls do nothing. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      new AgentThread("link", this::run).start();
    }
  }

  /** A host of the mesh is called for the first time; canonical name. Never blocks. */
  public void use(String host) {
    if (newUses.add(host)) {
      inbox.add(this::takeUses);
    }
  }

  /** What is listened on has changed. Never blocks. */
  public void registrationChanged() {
    if (registrationNoted.compareAndSet(false, true)) {
      inbox.add(
          machine -> {
            registrationNoted.set(false);
            machine.registrationMayHaveChanged();
          });
    }
  }

  /** Sends the counters now. Never blocks. */
  public void flushStats() {
    inbox.add(LinkMachine::flushStats);
  }

  /**
   * Takes this JVM out of the mesh and waits until nobody will call it any more.
   *
   * @return whether the collector confirmed that in time
   */
  public boolean leave(long maxNanos) throws InterruptedException {
    if (!started.get() || closed) {
      return false;
    }
    inbox.add(
        machine -> {
          machine.leave();
          if (!machine.isConnected()) {
            // Nobody is there who could confirm.
            left.countDown();
          }
        });
    return left.await(maxNanos, TimeUnit.NANOSECONDS);
  }

  /** Ends the connection and the threads. Does not wait for them. */
  @Override
  public void close() {
    closed = true;
    Connector current = connector;
    if (current != null) {
      current.end();
    }
    // The channel is closed by the machine, after what was asked for before.
    inbox.add(LinkMachine::close);
  }

  private void run() {
    LinkMachine machine = parts.machine(registration);
    Connector reading = parts.connector();
    connector = reading;
    guarded(LinkMachine::restore, machine);
    if (!closed) {
      reading.start(this::opened, m -> received(m, reading), this::lost);
    }
    long nextTick = parts.clock().nanos() + TICK_NANOS;
    while (!closed || !inbox.isEmpty()) {
      Consumer<LinkMachine> task;
      try {
        task = inbox.poll(Math.max(0, nextTick - parts.clock().nanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; it ends by close().
        continue;
      }
      if (task != null) {
        guarded(task, machine);
      }
      if (parts.clock().nanos() - nextTick >= 0) {
        nextTick = parts.clock().nanos() + TICK_NANOS;
        guarded(this::tick, machine);
      }
    }
    reading.end();
  }

  private void tick(LinkMachine machine) {
    machine.tick();
    ChannelWire current = wire;
    if (current != null) {
      current.keepAlive(machine.leaseNanos());
    }
    parts.tidy().run();
  }

  /** A mistake of ours ends the connection at most: the next one starts from what is known. */
  private void guarded(Consumer<LinkMachine> task, LinkMachine machine) {
    try {
      task.accept(machine);
    } catch (RuntimeException | LinkageError e) {
      parts.log().fault("the link failed", e);
      ChannelWire current = wire;
      if (current != null) {
        current.close("agent failed");
      }
    }
  }

  private void takeUses(LinkMachine machine) {
    machine.use(List.copyOf(newUses));
  }

  // From the connector's thread.

  private void opened(ChannelWire channel) {
    inbox.add(
        machine -> {
          wire = channel;
          machine.connected(channel);
        });
  }

  private void received(CollectorMessage message, Connector from) {
    inbox.add(
        machine -> {
          try {
            machine.received(message);
          } finally {
            from.taken();
          }
          if (machine.left()) {
            left.countDown();
          }
        });
  }

  private void lost(String reason) {
    inbox.add(
        machine -> {
          wire = null;
          machine.disconnected(reason);
          if (machine.isLeaving()) {
            // Nobody is there any more who could confirm.
            left.countDown();
          }
        });
  }
}
