package dev.weft.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.TreeLimits;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The random documents that Istio itself accepted are accepted and compile. */
class ObservedDocumentsTest {
  @Test
  @SuppressWarnings("unchecked") // a tree's objects have text for keys
  void everyDocumentThatIstioTookIsTaken() throws Exception {
    Path file = file();
    assumeTrue(file != null, "shared/istio/observed is not here");
    JsonTree json = new JsonTree(new TreeLimits(1 << 24, 64, 1_000_000));
    PolicyValidator validator = new PolicyValidator();
    Consumer caller = new Consumer("default", Map.of("app", "caller"));
    int cases = 0;
    for (String line : Files.readAllLines(file)) {
      Map<String, Object> observed = (Map<String, Object>) json.read(line);
      List<PolicyDocument> documents = new ArrayList<>();
      for (Object tree : (List<Object>) observed.get("documents")) {
        ValidatedDocument answer = validator.validate(RawDocument.of((Map<String, Object>) tree));
        assertThat(answer.problems()).as("case %s", observed.get("case")).isEmpty();
        documents.add(answer.document());
      }
      CompiledPolicy policy = new PolicyCompiler().compile(documents, caller);
      assertThat(policy.clusters()).hasSize(1);
      assertThat(ServiceEntries.read(documents).get(0).instances()).hasSize(3);
      cases++;
    }
    assertThat(cases).isEqualTo(250);
  }

  private static Path file() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/istio/observed/routing.jsonl");
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
