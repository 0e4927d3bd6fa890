package dev.weft.policy.validation;

import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.schema.NotEnforced;
import dev.weft.policy.schema.Problem;
import dev.weft.policy.schema.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What validation says of one document.
 *
 * @param name for messages: {@code VirtualService default/reviews}, as far as the document tells
 * @param document in its normal form (field names in camelCase); null where it is refused
 * @param problems why it is refused; empty where it is accepted
 * @param notEnforced what of it has no effect
 * @param warnings what of it is probably not meant
 */
public record ValidatedDocument(
    String name,
    @Nullable PolicyDocument document,
    List<Problem> problems,
    List<NotEnforced> notEnforced,
    List<Warning> warnings) {
  public ValidatedDocument {
    problems = List.copyOf(problems);
    notEnforced = List.copyOf(notEnforced);
    warnings = List.copyOf(warnings);
  }

  public boolean accepted() {
    return document != null;
  }
}
