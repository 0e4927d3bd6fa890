package dev.weft.collector.push;

import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one agent has, or is to have. Immutable.
 *
 * @param endpoints by host, of hosts in use
 */
record Knowledge(
    Map<DocumentKey, StoredDocument> documents,
    Map<String, Host> hosts,
    Map<String, List<Instance>> endpoints) {
  static final Knowledge NOTHING = new Knowledge(Map.of(), Map.of(), Map.of());

  /** The frame that turns {@code before} into this. */
  Frame since(Knowledge before, String epoch, long revision, long base) {
    List<PolicyDocument> documents = new ArrayList<>();
    boolean sameDocuments = this.documents == before.documents;
    for (StoredDocument stored :
        sameDocuments ? List.<StoredDocument>of() : this.documents.values()) {
      StoredDocument old = before.documents.get(stored.key());
      if (old == null || old.revision() != stored.revision()) {
        documents.add(stored.document());
      }
    }
    List<Host> hosts = new ArrayList<>();
    // Who is told the same shares the objects: mostly there is nothing to compare.
    boolean sameHosts = this.hosts == before.hosts;
    if (!sameHosts) {
      for (Host host : this.hosts.values()) {
        if (!host.equals(before.hosts.get(host.name()))) {
          hosts.add(host);
        }
      }
    }
    List<HostEndpoints> endpoints = new ArrayList<>();
    this.endpoints.forEach(
        (host, instances) -> {
          List<Instance> old = before.endpoints.get(host);
          if (instances != old && !instances.equals(old)) {
            endpoints.add(new HostEndpoints(host, instances));
          }
        });
    return new Frame(
        epoch,
        revision,
        base,
        documents,
        sameDocuments
            ? List.of()
            : before.documents.keySet().stream()
                .filter(key -> !this.documents.containsKey(key))
                .toList(),
        hosts,
        sameHosts
            ? List.of()
            : before.hosts.keySet().stream().filter(name -> !this.hosts.containsKey(name)).toList(),
        endpoints);
  }

  /** Whether a frame says nothing. */
  static boolean empty(Frame frame) {
    return frame.documents().isEmpty()
        && frame.removedDocuments().isEmpty()
        && frame.hosts().isEmpty()
        && frame.removedHosts().isEmpty()
        && frame.endpoints().isEmpty();
  }
}
