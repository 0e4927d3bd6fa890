package dev.weft.agent.weave;

import dev.weft.policy.frame.AgentMessage.AdapterReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The states of all adapters, in the order they were given. Thread-safe. */
final class AdapterStates {
  private final Weaver.Listener listener;

  /** Replaced whole, so that calls look up without a lock. A dozen at most. */
  private volatile AdapterState[] states = {};

  private List<AdapterReport> told = List.of();

  AdapterStates(Weaver.Listener listener) {
    this.listener = listener;
  }

  synchronized void add(AdapterState state) {
    AdapterState[] more = new AdapterState[states.length + 1];
    System.arraycopy(states, 0, more, 0, states.length);
    more[states.length] = state;
    states = more;
  }

  /** A fault that did not come by the bridge. */
  void fault(String adapter, Throwable fault) {
    AdapterState state = find(adapter);
    if (state == null) {
      listener.said("fault in adapter " + adapter + ", which was never given: " + fault, fault);
    } else {
      state.fault(fault);
    }
  }

  /** Does not allocate. */
  boolean isOff(String adapter) {
    AdapterState state = find(adapter);
    return state != null && state.off();
  }

  private @Nullable AdapterState find(String adapter) {
    for (AdapterState state : states) {
      if (state.adapter().name().equals(adapter)) {
        return state;
      }
    }
    return null;
  }

  /** The same list while nothing changes: it is asked for each second. */
  synchronized List<AdapterReport> reports() {
    if (!isTold()) {
      List<AdapterReport> reports = new ArrayList<>();
      for (AdapterState state : states) {
        reports.add(state.report());
      }
      told = List.copyOf(reports);
    }
    return told;
  }

  private boolean isTold() {
    AdapterState[] now = states;
    if (told.size() != now.length) {
      return false;
    }
    for (int i = 0; i < now.length; i++) {
      if (told.get(i) != now[i].report()) {
        return false;
      }
    }
    return true;
  }
}
