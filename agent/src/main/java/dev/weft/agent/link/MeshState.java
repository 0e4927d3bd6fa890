package dev.weft.agent.link;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the collector has told so far. Immutable.
 *
 * @param epoch of {@code revision}; empty: nothing was applied yet
 * @param revision of the last frame
 * @param documents by key
 * @param hosts by canonical name
 * @param endpoints by canonical name; a host without an entry is not known, one with an empty list
 *     has no instances
 */
public record MeshState(
    String epoch,
    long revision,
    Map<DocumentKey, PolicyDocument> documents,
    Map<String, Host> hosts,
    Map<String, HostEndpoints> endpoints) {

  static final MeshState EMPTY = new MeshState("", 0, Map.of(), Map.of(), Map.of());

  /** Whether {@code frame} can be applied to this; otherwise a full one is needed. */
  boolean accepts(Frame frame) {
    return frame.base() == 0 || frame.base() == revision && frame.epoch().equals(epoch);
  }

  /** This with the frame applied whole. */
  MeshState with(Frame frame) {
    boolean full = frame.base() == 0;
    Map<DocumentKey, PolicyDocument> nextDocuments = copy(full ? null : documents);
    frame.removedDocuments().forEach(nextDocuments::remove);
    frame.documents().forEach(d -> nextDocuments.put(d.key(), d));
    Map<String, Host> nextHosts = copy(full ? null : hosts);
    frame.removedHosts().forEach(nextHosts::remove);
    frame.hosts().forEach(h -> nextHosts.put(h.name(), h));
    Map<String, HostEndpoints> nextEndpoints = copy(full ? null : endpoints);
    frame.removedHosts().forEach(nextEndpoints::remove);
    frame.endpoints().forEach(e -> nextEndpoints.put(e.host(), e));
    return new MeshState(
        frame.epoch(),
        frame.revision(),
        Collections.unmodifiableMap(nextDocuments),
        Collections.unmodifiableMap(nextHosts),
        Collections.unmodifiableMap(nextEndpoints));
  }

  /** This without any knowledge of instances. */
  MeshState withoutEndpoints() {
    return new MeshState(epoch, revision, documents, hosts, Map.of());
  }

  /** A full frame that makes this of nothing. */
  Frame toFrame() {
    return new Frame(
        epoch,
        revision,
        0,
        List.copyOf(documents.values()),
        List.of(),
        List.copyOf(hosts.values()),
        List.of(),
        List.copyOf(endpoints.values()));
  }

  Collection<PolicyDocument> allDocuments() {
    return documents.values();
  }

  private static <K, V> Map<K, V> copy(@Nullable Map<K, V> map) {
    return map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(map);
  }
}
