package dev.weft.policy.frame;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.List;

/**
 * One push to one agent, applied whole or not at all. {@code base} 0 is a full frame and replaces
 * everything; otherwise it is a delta on exactly that revision of that epoch, and an agent which
 * has another answers {@link AgentMessage.Resync}. Revisions grow within an epoch; a new epoch
 * starts when a collector cannot promise that (restored or new store).
 *
 * @param epoch names the collector's life of revisions
 * @param revision what the agent has once it has applied this
 * @param base what it must have before; 0: anything
 * @param documents new or changed
 * @param removedDocuments gone
 * @param hosts new or changed
 * @param removedHosts gone
 * @param endpoints new or changed, of hosts in use; an empty list of instances is knowledge too
 */
public record Frame(
    String epoch,
    long revision,
    long base,
    List<PolicyDocument> documents,
    List<DocumentKey> removedDocuments,
    List<Host> hosts,
    List<String> removedHosts,
    List<HostEndpoints> endpoints)
    implements CollectorMessage {
  public Frame {
    documents = List.copyOf(documents);
    removedDocuments = List.copyOf(removedDocuments);
    hosts = List.copyOf(hosts);
    removedHosts = List.copyOf(removedHosts);
    endpoints = List.copyOf(endpoints);
  }
}
