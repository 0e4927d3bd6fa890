package dev.weft.agent.runtime;

import dev.weft.policy.frame.AgentMessage.AdapterReport;
import java.util.List;

/** The adapters as whoever weaves them knows them. Thread-safe. */
public interface Adapters {
  /**
   * What became of each so far, the same list while nothing changes; asked about once a second on
   * the link's thread.
   */
  List<AdapterReport> reports();

  /** As {@link dev.weft.core.Mesh#fault}. */
  void fault(String adapter, Throwable fault);

  /** As {@link dev.weft.core.Mesh#isOff}. */
  boolean isOff(String adapter);
}
