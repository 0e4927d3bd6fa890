package dev.weft.agent.runtime;

import dev.weft.policy.frame.AgentMessage.AdapterReport;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.SwitchLevel;
import java.util.List;
import java.util.Set;

/** What is switched off now, as calls ask for it. Thread-safe; asking does not allocate. */
final class Switchboard {
  private volatile boolean all;
  private volatile Set<String> adapters = Set.of();

  Switchboard(Switches first) {
    set(first);
  }

  void set(Switches switches) {
    adapters = Set.copyOf(switches.adapters());
    all = switches.level() == SwitchLevel.ALL;
  }

  /** Whether every call goes as the application wrote it. */
  boolean isAllOff() {
    return all;
  }

  boolean isOff(String adapter) {
    return all || isSwitchedOff(adapter);
  }

  /** Whether this one was named. */
  private boolean isSwitchedOff(String adapter) {
    Set<String> named = adapters;
    return !named.isEmpty() && named.contains(adapter);
  }

  /** The reports, where an adapter that was named counts as disabled. */
  List<AdapterReport> over(List<AdapterReport> reports) {
    return adapters.isEmpty() ? reports : reports.stream().map(this::over).toList();
  }

  private AdapterReport over(AdapterReport report) {
    return isSwitchedOff(report.name())
        ? new AdapterReport(
            report.name(),
            "disabled",
            report.capabilities(),
            report.faults(),
            "switched off by an operator")
        : report;
  }
}
