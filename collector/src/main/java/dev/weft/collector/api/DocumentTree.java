package dev.weft.collector.api;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.DocumentStatus;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.PolicyDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A stored document as it is given back: what was written, plus what the collector knows of it. */
final class DocumentTree {
  private DocumentTree() {}

  static Map<String, Object> of(StoredDocument stored) {
    PolicyDocument document = stored.document();
    return Tree.of(
        "apiVersion",
        document.apiVersion(),
        "kind",
        document.key().kind(),
        "metadata",
        Tree.of(
            "name", document.key().name(),
            "namespace", document.key().namespace(),
            "labels", document.labels().isEmpty() ? null : document.labels(),
            "annotations", document.annotations().isEmpty() ? null : document.annotations(),
            "creationTimestamp", Instant.ofEpochMilli(document.createdMillis()).toString(),
            "resourceVersion", Long.toString(stored.revision())),
        "spec",
        document.spec());
  }

  static Map<String, Object> status(DocumentStatus status, List<Map<String, Object>> conditions) {
    StoredDocument stored = status.document();
    return Tree.of(
        "document", stored.key().toString(),
        "revision", stored.revision(),
        "receivedAt", Instant.ofEpochMilli(stored.receivedMillis()).toString(),
        "storedAfterMillis", stored.storedMillis() - stored.receivedMillis(),
        "summary", status.summary(),
        "conditions", conditions,
        "agents", status.agents().stream().map(DocumentTree::agent).toList());
  }

  private static Map<String, Object> agent(DocumentStatus.OfAgent agent) {
    return Tree.of(
        "agent",
        agent.agent(),
        "service",
        agent.service(),
        "state",
        Conditions.word(agent.state()),
        "reason",
        agent.detail().isEmpty() ? null : agent.detail(),
        "pushedAfterMillis",
        agent.pushedAfterMillis() < 0 ? null : agent.pushedAfterMillis(),
        "ackedAfterMillis",
        agent.ackedAfterMillis() < 0 ? null : agent.ackedAfterMillis());
  }
}
