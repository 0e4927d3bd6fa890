package dev.weft.collector.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which of the agents' counters were added: a ledger for each agent, kept after it is gone, for it
 * may come back and send again what it does not know to be added. Of whom the ledger is lost, by a
 * restart or since there are too many, begins another, whose name tells him. For the mesh's loop
 * alone.
 */
final class Ledgers {
  /** Twice as many as agents may be connected. */
  static final int MAX_GONE = 10_000;

  private final String life = UUID.randomUUID().toString();
  private final Map<String, Ledger> gone = new LinkedHashMap<>();
  private long begun;

  /** Of one agent. */
  static final class Ledger {
    private final String name;
    private long last;

    private Ledger(String name) {
      this.name = name;
    }

    /** Equal only for the same memory. */
    String name() {
      return name;
    }

    /** Whether it was not added before; notes that it is now. */
    boolean add(long sequence) {
      if (sequence <= last) {
        return false;
      }
      last = sequence;
      return true;
    }
  }

  /** As it was kept, or a new one. */
  Ledger open(String agentId) {
    Ledger kept = gone.remove(agentId);
    return kept != null ? kept : new Ledger(life + "/" + ++begun);
  }

  /** The agent is gone. */
  void keep(String agentId, Ledger ledger) {
    gone.put(agentId, ledger);
    if (gone.size() > MAX_GONE) {
      gone.remove(gone.keySet().iterator().next());
    }
  }
}
