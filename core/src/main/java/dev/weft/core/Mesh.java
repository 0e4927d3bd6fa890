package dev.weft.core;

import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.context.ContextCell;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.identity.MeshTls;
import dev.weft.core.listen.Listeners;
import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;

/** All that an adapter is given. Thread-safe. */
public interface Mesh {
  /**
   * Whether a call to this host needs an exchange at all: it is the mesh's, or its trace is to be
   * continued or recorded. False is answered without allocating.
   *
   * @param host as the application wrote it, without the port
   */
  boolean concerns(String host);

  OutboundPath outbound();

  InboundPath inbound();

  ContextCell contexts();

  BlockingLoop blocking();

  Timer timer();

  Clock clock();

  MeshTls tls();

  Listeners listeners();

  /**
   * Whether the current thread works for the agent itself; adapters leave its calls alone. Threads
   * of the agent are instances of a class of its own, so this is one instanceof.
   */
  boolean ownThread();

  /**
   * Tells of a fault of ours in code that the library calls itself, where the bridge does not see
   * it. Counts against the adapter's budget, and is said and reported as the faults at the bridge
   * are; over the budget the adapter is switched off. The adapter lets the call go on as the
   * application wrote it. What the policy refuses is no fault, and a peer whose identity cannot be
   * checked is not served. Never throws; any thread.
   *
   * @param adapter as the adapter's record names it
   */
  default void fault(String adapter, Throwable fault) {}

  /**
   * Whether this adapter was switched off, by its faults: what is already in the application's
   * objects then lets every call pass as the application wrote it. Does not allocate.
   *
   * @param adapter as the adapter's record names it
   */
  default boolean isOff(String adapter) {
    return false;
  }

  /**
   * This mesh as one adapter sees it: an operator may switch off single ones. For those who make
   * adapters.
   *
   * @param adapter as the adapter's record names it
   */
  default Mesh seenBy(String adapter) {
    return this;
  }

  /**
   * Whether this JVM is on its way out: servers tell whoever holds a connection not to send another
   * request on it. Does not allocate.
   */
  default boolean isLeaving() {
    return false;
  }
}
