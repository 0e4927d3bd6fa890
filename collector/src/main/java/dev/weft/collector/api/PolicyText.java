package dev.weft.collector.api;

import dev.weft.collector.api.Trouble.Place;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.compiled.PolicyRefusedException;
import dev.weft.policy.compiled.ServiceEntries;
import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.document.UnreadableDocumentException;
import dev.weft.policy.schema.Problem;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads and validates what an operator sends. Thread-safe. */
final class PolicyText {
  private final DocumentReader reader = new DocumentReader();
  private final PolicyCompiler compiler = new PolicyCompiler();
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
    compile(documents);
    return documents;
  }

  /** What an agent could not take is better refused here. */
  private void compile(List<ValidatedDocument> documents) {
    List<PolicyDocument> accepted =
        documents.stream().map(ValidatedDocument::document).filter(Objects::nonNull).toList();
    try {
      for (PolicyDocument document : accepted) {
        compiler.compile(List.of(document), new Consumer(document.key().namespace(), Map.of()));
      }
      ServiceEntries.read(accepted);
    } catch (PolicyRefusedException e) {
      throw new ApiException(
          new Trouble(
              400,
              "A document cannot take effect. Nothing was changed.",
              List.of(
                  new Place(
                      e.document().toString(), "", String.valueOf(e.getMessage()), "another", 0))));
    }
  }

  private static Place place(ValidatedDocument document, Problem problem) {
    return new Place(
        document.name(), problem.path(), problem.value(), problem.expected(), problem.line());
  }
}
