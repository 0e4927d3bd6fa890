package dev.weft.policy.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.schema.Problem;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Istio's corpus lacks: documents to accept, and to refuse for one value each. */
class CorpusTest {
  private final PolicyValidator validator = new PolicyValidator();

  @TestFactory
  Stream<DynamicTest> validDocumentsAreAccepted() throws Exception {
    return documents("virtualservice-valid.yaml", "others-valid.yaml")
        .map(
            raw ->
                DynamicTest.dynamicTest(
                    (String) raw.tree().get("_case"),
                    () -> assertThat(validator.validate(plain(raw)).problems()).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> invalidDocumentsAreRefusedForTheValueInQuestion() throws Exception {
    return documents("virtualservice-invalid.yaml", "others-invalid.yaml")
        .map(
            raw ->
                DynamicTest.dynamicTest(
                    (String) raw.tree().get("_case"),
                    () -> {
                      ValidatedDocument answer = validator.validate(plain(raw));
                      assertThat(answer.problems())
                          .extracting(Problem::path)
                          .containsExactly((String) raw.tree().get("_path"));
                      assertThat(answer.problems()).allMatch(problem -> problem.line() > 0);
                      assertThat(answer.name())
                          .isEqualTo(raw.tree().get("kind") + " default/reviews");
                    }));
  }

  private Stream<RawDocument> documents(String... names) throws Exception {
    List<RawDocument> documents = new ArrayList<>();
    for (String name : names) {
      try (InputStream in = getClass().getResourceAsStream("/corpus/" + name)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        documents.addAll(new DocumentReader().read(text));
      }
    }
    return documents.stream();
  }

  private static RawDocument plain(RawDocument raw) {
    Map<String, Object> tree = new LinkedHashMap<>(raw.tree());
    tree.keySet().removeIf(name -> name.startsWith("_"));
    return new RawDocument(raw.place(), tree, raw.lines());
  }
}
