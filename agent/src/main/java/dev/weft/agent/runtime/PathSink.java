package dev.weft.agent.runtime;

import dev.weft.agent.link.MeshSink;
import dev.weft.agent.link.MeshState;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.MeshView;
import dev.weft.policy.compiled.CompiledPolicy;

/** Puts what the link learns into force in the data path. */
final class PathSink implements MeshSink {
  private final DataPath path;
  private final String namespace;

  PathSink(DataPath path, String namespace) {
    this.path = path;
    this.namespace = namespace;
  }

  @Override
  public void apply(CompiledPolicy policy, MeshState state, String trustDomain) {
    path.apply(policy, new MeshView(state.hosts(), state.endpoints(), namespace, trustDomain));
  }

  @Override
  public void noLongerWait() {
    path.noLongerWait();
  }
}
