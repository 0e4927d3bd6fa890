package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import java.util.Collection;

/** Turns validated documents into what they mean for one consumer. Stateless. */
public final class PolicyCompiler {

  /**
   * Resolves conflicts (oldest first), names, {@code exportTo}, {@code gateways}, {@code
   * sourceLabels}, {@code sourceNamespace}, {@code workloadSelector} and {@code selector} for
   * {@code consumer}.
   *
   * @param documents of any kind; those without meaning for calls are passed over
   * @throws PolicyRefusedException if a document cannot be compiled; names the document
   */
  public CompiledPolicy compile(Collection<PolicyDocument> documents, Consumer consumer) {
    return new CompiledPolicy(
        new VirtualServices(consumer).hosts(documents),
        new DestinationRules(documents, consumer).clusters(),
        RetryPolicy.DEFAULT,
        new Telemetries(consumer).accessLogging(documents));
  }

  /**
   * What of them stays in force where an operator has switched policy off: the TLS of calls and the
   * access log, and no routes, retries, time limits or faults, also not those of a host that no
   * document names.
   *
   * @throws PolicyRefusedException as {@link #compile}
   */
  public CompiledPolicy compileSwitchedOff(
      Collection<PolicyDocument> documents, Consumer consumer) {
    CompiledPolicy remaining = compile(PolicyOff.remains(documents), consumer);
    return new CompiledPolicy(
        remaining.virtualHosts(),
        remaining.clusters(),
        RetryPolicy.NONE,
        remaining.accessLogging());
  }
}
