package dev.weft.collector.store;

import dev.weft.policy.document.PolicyDocument;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole state that takes the place of the present one.
 *
 * @param documents all that are to be there, with the times they were created at
 * @param afterRevision the revision that is given is larger than this one
 * @param past gives what was before, on the writer's thread
 * @param switches what operators have switched off; null: as it is now
 * @param detail for the audit log: where it comes from
 */
public record Replacement(
    Collection<PolicyDocument> documents,
    long afterRevision,
    Consumer<Past> past,
    @Nullable String switches,
    String detail) {
  public Replacement {
    documents = List.copyOf(documents);
  }

  /** Takes what was before. */
  public interface Past {
    void version(Version version);

    /** An entry that is already there, or was written by this store itself, is not taken again. */
    void audit(AuditEntry entry, String origin);
  }
}
