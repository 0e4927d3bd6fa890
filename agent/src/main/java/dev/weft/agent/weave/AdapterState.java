package dev.weft.agent.weave;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.time.Clock;
import dev.weft.policy.frame.AgentMessage.AdapterReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one adapter: woven where, faults, switched off. Thread-safe. */
final class AdapterState {
  private final Adapter adapter;
  private final boolean enabled;
  private final Weaver.Listener listener;
  private final @Nullable Hooks own;
  private final FaultBudget budget;
  private final List<Place> woven = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private String refusal = "";
  private String lastFault = "";

  /** As last told; null: something has changed since. */
  private @Nullable AdapterReport told;

  private volatile boolean off;

  /**
   * @param own the hooks of an adapter of the agent itself, bound when they are woven: its places
   *     are in classes of the JDK that the binding itself may run through; null: bound at the first
   *     call
   */
  AdapterState(
      Adapter adapter,
      boolean enabled,
      @Nullable HookSet own,
      Clock clock,
      Weaver.Listener listener) {
    this.adapter = adapter;
    this.enabled = enabled;
    this.listener = listener;
    this.own = own == null ? null : new Hooks(own);
    this.budget = new FaultBudget(clock);
  }

  Adapter adapter() {
    return adapter;
  }

  boolean enabled() {
    return enabled;
  }

  boolean off() {
    return off;
  }

  synchronized void add(Slot slot) {
    slots.add(slot);
    if (own != null) {
      slot.bind(BoundHook.unchecked(own.hook(slot.key)));
    }
    if (off) {
      slot.silence();
    }
  }

  /** Returns whether this is the adapter's first place. */
  synchronized boolean woven(Place place) {
    boolean first = woven.isEmpty();
    if (!woven.contains(place)) {
      woven.add(place);
      told = null;
    }
    return first;
  }

  /** In some class loader the library is not what the adapter was made for. */
  void refused(String why) {
    synchronized (this) {
      boolean first = refusal.isEmpty();
      refusal = why;
      told = null;
      if (!first) {
        return;
      }
    }
    listener.said(
        "adapter "
            + adapter.name()
            + " does not fit this library, its calls are not meshed: "
            + why,
        null);
  }

  /** Counts a fault of this adapter's and says so: at the first one and when it is one too many. */
  void fault(Throwable fault) {
    boolean spent = budget.spend();
    boolean first;
    synchronized (this) {
      first = lastFault.isEmpty();
      lastFault = words(fault);
      told = null;
      if (off) {
        return;
      }
      if (spent) {
        off = true;
        for (Slot slot : slots) {
          slot.silence();
        }
      }
    }
    if (first) {
      listener.said(
          "fault in adapter " + adapter.name() + ", calls go on without it: " + words(fault),
          fault);
    }
    if (spent) {
      listener.said(
          "adapter " + adapter.name() + " is switched off, it had too many faults: " + words(fault),
          fault);
    }
  }

  /** With the cause at the bottom: what wraps it says little. */
  private static String words(Throwable fault) {
    Throwable root = fault;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root == fault ? fault.toString() : fault + ", because of " + root;
  }

  /** The same object while nothing changes: it is asked for each second. */
  synchronized AdapterReport report() {
    AdapterReport last = told;
    if (last == null) {
      told = last = newReport();
    }
    return last;
  }

  private AdapterReport newReport() {
    String state;
    String detail = "";
    if (!enabled) {
      state = "disabled";
    } else if (off) {
      state = "off";
      detail = lastFault;
    } else if (!woven.isEmpty()) {
      state = "woven";
      detail = woven.size() + " of " + adapter.hooks().size() + " places";
      if (!refusal.isEmpty()) {
        detail += "; refused in another class loader: " + refusal;
      }
    } else if (!refusal.isEmpty()) {
      state = "refused";
      detail = refusal;
    } else {
      state = "idle";
    }
    return new AdapterReport(adapter.name(), state, adapter.capabilities(), budget.total(), detail);
  }
}
