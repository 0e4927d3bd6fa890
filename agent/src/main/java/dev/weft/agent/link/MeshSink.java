package dev.weft.agent.link;

import dev.weft.core.outlier.Ejection;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.CollectorMessage;
import java.util.List;

/** The data path, as the link sees it. Called on the link's thread. */
public interface MeshSink {
  /**
   * The whole truth of now; replaces what was there.
   *
   * @param trustDomain of the peers' identities
   */
  void apply(CompiledPolicy policy, MeshState state, String trustDomain);

  /** An operator has switched something off or on again: in force when this returns. */
  void switched(CollectorMessage.Switches switches);

  /** Calls that wait for endpoints do so no longer: none will come soon. */
  void noLongerWait();

  /** Whom calls are kept from now. */
  List<Ejection> ejections();
}
