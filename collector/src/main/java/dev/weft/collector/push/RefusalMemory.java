package dev.weft.collector.push;

import dev.weft.collector.push.Agent.Refused;
import dev.weft.collector.store.RefusedDocument;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What agents refuse and go on with instead, across starts of the collector: otherwise an agent
 * that comes back would lose the version that it has in force, and be sent the poisoned one again.
 * For the mesh's loop alone.
 */
public final class RefusalMemory {
  private final Map<String, List<RefusedDocument>> restored;
  private final BiConsumer<String, List<RefusedDocument>> keep;

  /**
   * @param restored by agent, from the start before
   * @param keep remembers all that an agent refuses; must not block
   */
  public RefusalMemory(
      Map<String, List<RefusedDocument>> restored, BiConsumer<String, List<RefusedDocument>> keep) {
    this.restored = new HashMap<>(restored);
    this.keep = keep;
  }

  /** For an agent that this start sees for the first time. */
  void restore(Agent agent) {
    List<RefusedDocument> documents = restored.remove(agent.id);
    if (documents == null) {
      return;
    }
    Map<DocumentKey, StoredDocument> good = new TreeMap<>(agent.good);
    for (RefusedDocument one : documents) {
      agent.refused.put(one.key(), new Refused(one.revision(), one.reason()));
      if (one.good() != null) {
        good.put(one.key(), one.good());
      }
    }
    agent.good = good;
  }

  void keep(Agent agent) {
    List<RefusedDocument> documents = new ArrayList<>();
    agent.refused.forEach(
        (key, refused) ->
            documents.add(
                new RefusedDocument(
                    key, refused.revision(), refused.reason(), agent.good.get(key))));
    keep.accept(agent.id, documents);
  }

  void forget(String agentId) {
    keep.accept(agentId, List.of());
  }

  /** After a lease: who has not come back by then begins anew. */
  void forgetUnclaimed() {
    restored.keySet().forEach(this::forget);
    restored.clear();
  }
}
