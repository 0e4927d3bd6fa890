package dev.weft.policy.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.document.RawDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Istio's own accept and refuse corpus, and the documents that users copy first. */
class IstioCorpusTest {
  private final PolicyValidator validator = new PolicyValidator();
  private final DocumentReader reader = new DocumentReader();

  @TestFactory
  Stream<DynamicTest> everyDocumentOfTheValidationCorpusIsAnsweredAsItsFileSays() {
    Path folder = SharedFiles.folder("validation");
    assumeTrue(folder != null, "shared/istio/validation is not here");
    return SharedFiles.yaml(folder).stream().flatMap(this::tests);
  }

  @TestFactory
  Stream<DynamicTest> everyDocumentOfBookinfoIsAccepted() {
    Path folder = SharedFiles.folder("bookinfo");
    assumeTrue(folder != null, "shared/istio/bookinfo is not here");
    return SharedFiles.yaml(folder).stream().flatMap(this::tests);
  }

  @Test
  void theCorpusIsWhole() {
    Path validation = SharedFiles.folder("validation");
    assumeTrue(validation != null, "shared/istio/validation is not here");
    assertThat(SharedFiles.yaml(validation).stream().flatMap(this::tests).count()).isEqualTo(76);
  }

  private Stream<DynamicTest> tests(Path file) {
    try {
      return reader.read(Files.readString(file)).stream().map(raw -> test(file, raw));
    } catch (Exception e) {
      throw new AssertionError(file + ": " + e.getMessage(), e);
    }
  }

  private DynamicTest test(Path file, RawDocument raw) {
    Map<String, Object> tree = new LinkedHashMap<>(raw.tree());
    Object expected = tree.remove("_err");
    String name =
        file.getFileName() + " " + raw.place() + (expected == null ? "" : ": " + expected);
    return DynamicTest.dynamicTest(
        name,
        () -> {
          ValidatedDocument answer =
              validator.validate(new RawDocument(raw.place(), tree, raw.lines()));
          if (expected == null) {
            assertThat(answer.problems()).isEmpty();
          } else {
            assertThat(answer.problems()).isNotEmpty();
            assertThat(answer.document()).isNull();
          }
        });
  }
}
