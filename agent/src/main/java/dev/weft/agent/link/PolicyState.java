package dev.weft.agent.link;

import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.identity.SpiffeId;
import dev.weft.agent.log.AgentLog;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.PolicyRefusedException;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import dev.weft.policy.frame.SwitchLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last good policy: frames are compiled and put into force whole, or refused whole. Used by the
 * link's thread.
 */
final class PolicyState {
  private static final String DEFAULT_TRUST_DOMAIN = "cluster.local";

  /** A refusal names so many documents at most; the rest shows when these are repaired. */
  private static final int MAX_REFUSALS = 20;

  private final Compiler compiler;
  private final PeerTable peers;
  private final AgentTls tls;
  private final MeshSink sink;
  private final @Nullable StateFile file;
  private final SwitchFile switchFile;
  private final boolean mustKeep;
  private final AgentLog log;

  private String trustDomain = DEFAULT_TRUST_DOMAIN;
  private MeshState state = MeshState.EMPTY;
  private @Nullable CompiledPolicy compiled;
  private SwitchLevel level = SwitchLevel.NONE;

  /** What is left of {@code compiled} by the level; null: not worked out yet. */
  private @Nullable CompiledPolicy remaining;

  /** What the disk had of instances; put into force only if the collector does not answer. */
  private @Nullable MeshState fallback;

  private boolean heard;

  /** Whether first calls wait for endpoints; the data path does so from each apply on. */
  private boolean waiting = true;

  private boolean resyncing;
  private boolean unsaved;

  /** Fails with {@link PolicyRefusedException}. */
  interface Compiler {
    CompiledPolicy compile(Collection<PolicyDocument> documents, SwitchLevel level);
  }

  /**
   * @param compiler fails with {@link PolicyRefusedException}
   * @param file null: nothing is kept
   * @param mustKeep whether it is worth a warning when it cannot be written
   */
  PolicyState(
      Compiler compiler,
      PeerTable peers,
      AgentTls tls,
      MeshSink sink,
      @Nullable StateFile file,
      SwitchFile switchFile,
      boolean mustKeep,
      AgentLog log) {
    this.compiler = compiler;
    this.peers = peers;
    this.tls = tls;
    this.sink = sink;
    this.file = file;
    this.switchFile = switchFile;
    this.mustKeep = mustKeep;
    this.log = log;
  }

  /**
   * Puts the kept policy and names into force. What it knows of instances is old and held back
   * until the collector has failed to answer.
   *
   * @return the hosts that were in use
   */
  Set<String> restore() {
    restoreSwitches();
    StateFile.Kept kept;
    try {
      kept = file == null ? null : file.read();
    } catch (IOException e) {
      log.warn("kept policy is not used: " + e.getMessage());
      return Set.of();
    }
    if (kept == null) {
      return Set.of();
    }
    trustDomain = kept.trustDomain();
    fallback = kept.state();
    try {
      compiled = compiler.compile(kept.state().allDocuments(), SwitchLevel.NONE);
      apply(kept.state().withoutEndpoints());
    } catch (PolicyRefusedException e) {
      log.warn("kept policy is not used: " + e.document() + ": " + e.getMessage());
      compiled = null;
      fallback = null;
    }
    return kept.uses();
  }

  private void restoreSwitches() {
    try {
      level = switchFile.read().level();
    } catch (IOException e) {
      log.warn("kept switches are not used: " + e.getMessage());
    }
  }

  /** An operator has switched something off or on again. */
  void switched(CollectorMessage.Switches switches) {
    if (switches.level() != level) {
      log.info("an operator has switched off: " + switches.level().word());
    }
    level = switches.level();
    remaining = null;
    sink.switched(switches);
    if (compiled != null || heard) {
      apply(state);
    }
    try {
      switchFile.write(switches);
    } catch (IOException e) {
      log.warn("what is switched off cannot be kept for the next start: " + e.getMessage());
    }
  }

  /** Of the last frame in force; empty while there was none in this life. */
  String epoch() {
    return heard ? state.epoch() : "";
  }

  long revision() {
    return heard ? state.revision() : 0;
  }

  /** Whether a frame was applied in this life. */
  boolean heard() {
    return heard;
  }

  void trustDomain(String domain) {
    if (!domain.equals(trustDomain)) {
      trustDomain = domain;
      CompiledPolicy current = compiled;
      if (current != null) {
        apply(state);
      }
    }
  }

  /** No answer is to be expected soon: go by what the disk has, and let no call wait. */
  void unreachable() {
    MeshState kept = fallback;
    if (kept != null && !heard) {
      fallback = null;
      apply(kept);
    }
    if (waiting) {
      waiting = false;
      sink.noLongerWait();
    }
  }

  /** The collector answers again: what is asked for will come, so first calls may wait for it. */
  void reachable() {
    if (heard && !waiting) {
      apply(state);
    }
  }

  /** Applies the frame and says so, or says why not. */
  void frame(Frame frame, Wire wire) {
    MeshState base = heard ? state : MeshState.EMPTY;
    if (!base.accepts(frame)) {
      if (!resyncing) {
        resyncing = true;
        wire.send(new AgentMessage.Resync());
      }
      return;
    }
    resyncing = false;
    MeshState next = base.with(frame);
    CompiledPolicy last = compiled;
    try {
      boolean same = last != null && next.documents().equals(state.documents());
      CompiledPolicy policy = same ? last : compiler.compile(next.allDocuments(), SwitchLevel.NONE);
      compiled = policy;
      remaining = same ? remaining : null;
      apply(next);
    } catch (PolicyRefusedException e) {
      compiled = last;
      remaining = null;
      refuse(frame, refusals(next, e), wire);
      return;
    } catch (RuntimeException e) {
      compiled = last;
      remaining = null;
      log.fault("policy revision " + frame.revision() + " cannot be applied", e);
      refuse(frame, blameAll(frame, e), wire);
      return;
    }
    heard = true;
    waiting = true; // the collector answers, so what is asked for comes
    fallback = null;
    unsaved = true;
    wire.send(new AgentMessage.Ack(frame.epoch(), frame.revision()));
  }

  /** All documents that cannot be compiled, found by leaving out one after the other. */
  private List<AgentMessage.Nack.Refusal> refusals(MeshState state, PolicyRefusedException first) {
    List<AgentMessage.Nack.Refusal> refusals = new ArrayList<>();
    Map<DocumentKey, PolicyDocument> left = new LinkedHashMap<>(state.documents());
    PolicyRefusedException next = first;
    while (next != null && refusals.size() < MAX_REFUSALS) {
      refusals.add(new AgentMessage.Nack.Refusal(next.document(), next.getMessage()));
      next = left.remove(next.document()) == null ? null : tryCompile(left.values());
    }
    return refusals;
  }

  /** A mistake of ours; the collector shall hold back what came with it. */
  private static List<AgentMessage.Nack.Refusal> blameAll(Frame frame, RuntimeException cause) {
    return frame.documents().stream()
        .map(d -> new AgentMessage.Nack.Refusal(d.key(), "the agent failed on it: " + cause))
        .limit(MAX_REFUSALS)
        .toList();
  }

  private @Nullable PolicyRefusedException tryCompile(Collection<PolicyDocument> documents) {
    try {
      compiler.compile(documents, SwitchLevel.NONE);
      return null;
    } catch (PolicyRefusedException e) {
      return e;
    }
  }

  private void refuse(Frame frame, List<AgentMessage.Nack.Refusal> refusals, Wire wire) {
    log.warn(
        "policy revision " + frame.revision() + " is refused, the one before stays: " + refusals);
    wire.send(new AgentMessage.Nack(frame.epoch(), frame.revision(), refusals));
  }

  private void apply(MeshState next) {
    CompiledPolicy policy = inForce(next);
    // Peers first: who is called by the new endpoints must be known by then.
    expectPeers(next);
    sink.apply(policy, next, trustDomain);
    waiting = true;
    state = next;
  }

  private CompiledPolicy inForce(MeshState next) {
    CompiledPolicy all = compiled == null ? CompiledPolicy.EMPTY : compiled;
    if (level == SwitchLevel.NONE) {
      return all;
    }
    CompiledPolicy left = remaining;
    if (left == null) {
      left = compiler.compile(compiled == null ? List.of() : next.allDocuments(), level);
      remaining = left;
    }
    return left;
  }

  private void expectPeers(MeshState next) {
    PeerTable.Builder table = new PeerTable.Builder();
    for (HostEndpoints host : next.endpoints().values()) {
      for (Instance instance : host.instances()) {
        String id = SpiffeId.of(trustDomain, instance.namespace(), instance.serviceAccount());
        for (Instance.Port port : instance.ports()) {
          if (port.mtlsPort() > 0) {
            table.add(port.address(), port.mtlsPort(), id);
          }
        }
      }
    }
    if (peers.replace(table)) {
      tls.peersChanged();
    }
  }

  /** Keeps the state on disk, if there is anything new. */
  void saveIfChanged(Set<String> uses) {
    if (file == null || !unsaved) {
      return;
    }
    unsaved = false;
    try {
      file.write(new StateFile.Kept(trustDomain, uses, state));
    } catch (IOException e) {
      String line = "policy cannot be kept for the next start: " + e.getMessage();
      if (mustKeep) {
        log.warn(line);
      } else {
        log.info(line);
      }
    }
  }
}
