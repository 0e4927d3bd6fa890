package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import org.jspecify.annotations.Nullable;

/**
 * A version of a document that an agent would not take.
 *
 * @param revision of that version
 * @param reason the agent's
 * @param good the version that the agent goes on with, null: it has none
 */
public record RefusedDocument(
    DocumentKey key, long revision, String reason, @Nullable StoredDocument good) {}
