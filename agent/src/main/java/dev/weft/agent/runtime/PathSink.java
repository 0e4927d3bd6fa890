package dev.weft.agent.runtime;

import dev.weft.agent.link.MeshSink;
import dev.weft.agent.link.MeshState;
import dev.weft.core.outlier.Ejection;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.MeshView;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.CollectorMessage;
import java.util.List;

/** Puts what the link learns into force in the data path. */
final class PathSink implements MeshSink {
  private final DataPath path;
  private final String namespace;
  private final Switchboard switches;

  PathSink(DataPath path, String namespace, Switchboard switches) {
    this.path = path;
    this.namespace = namespace;
    this.switches = switches;
  }

  @Override
  public void switched(CollectorMessage.Switches switched) {
    switches.set(switched);
  }

  @Override
  public void apply(CompiledPolicy policy, MeshState state, String trustDomain) {
    path.apply(policy, new MeshView(state.hosts(), state.endpoints(), namespace, trustDomain));
  }

  @Override
  public void noLongerWait() {
    path.noLongerWait();
  }

  @Override
  public List<Ejection> ejections() {
    return path.ejections();
  }
}
