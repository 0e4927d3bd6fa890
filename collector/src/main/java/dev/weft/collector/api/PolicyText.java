package dev.weft.collector.api;

import dev.weft.collector.api.Trouble.Place;
import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.document.UnreadableDocumentException;
import dev.weft.policy.schema.Problem;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.List;

/** Reads and validates what an operator sends. Thread-safe. */
final class PolicyText {
  private final DocumentReader reader = new DocumentReader();
  private final PolicyValidator validator;

  PolicyText(PolicyValidator validator) {
    this.validator = validator;
  }

  /**
   * All documents of {@code text}.
   *
   * @param namespace for those that name none
   * @throws ApiException if any is refused, with every problem of all of them
   */
  List<ValidatedDocument> read(String text, String namespace) {
    List<RawDocument> raw;
    try {
      raw = reader.read(text);
    } catch (UnreadableDocumentException e) {
      Place place = new Place("the text", "", e.getMessage(), "YAML or JSON documents", e.line());
      throw new ApiException(new Trouble(400, "The text cannot be read.", List.of(place)));
    }
    if (raw.isEmpty()) {
      throw new ApiException(400, "The body holds no document.");
    }
    if (raw.size() > PolicyApi.MAX_DOCUMENTS) {
      throw new ApiException(
          413, "At most " + PolicyApi.MAX_DOCUMENTS + " documents a call, not " + raw.size() + ".");
    }
    List<ValidatedDocument> documents = validator.validateAll(raw, namespace);
    List<Place> problems =
        documents.stream()
            .flatMap(document -> document.problems().stream().map(p -> place(document, p)))
            .toList();
    if (!problems.isEmpty()) {
      long refused = documents.stream().filter(document -> !document.accepted()).count();
      throw new ApiException(
          new Trouble(
              400,
              refused
                  + " of "
                  + documents.size()
                  + " documents refused ("
                  + problems.size()
                  + " problems). Nothing was changed.",
              problems));
    }
    return documents;
  }

  private static Place place(ValidatedDocument document, Problem problem) {
    return new Place(
        document.name(), problem.path(), problem.value(), problem.expected(), problem.line());
  }
}
