package dev.weft.collector.api;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Yaml;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.compiled.ServiceEntries;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import dev.weft.policy.fuzz.Memory;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Policy documents, as an operator's text: refused with reasons, or compiled, pushed, and given
 * back as JSON and YAML that mean the same.
 */
public final class DocumentsFuzz {
  private static final PolicyText TEXT = new PolicyText(new PolicyValidator());
  private static final PolicyCompiler COMPILER = new PolicyCompiler();
  private static final FrameCodec CODEC = new FrameCodec();
  private static final Consumer CONSUMER = new Consumer("default", Map.of("app", "a"));
  private static final Set<String> KNOWN = Set.of("reviews.default.svc.cluster.local");

  private DocumentsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    // A byte of input is at most an anchor, a place in a list with its path, and its line.
    Memory.bounded(input, 40_000, 4_000_000, DocumentsFuzz::run);
  }

  private static void run(byte[] input) throws MalformedMessageException {
    String text = new String(input, StandardCharsets.UTF_8);
    List<ValidatedDocument> read;
    try {
      read = TEXT.read(text, "default");
    } catch (ApiException refused) {
      requireReason(refused);
      return;
    }
    List<PolicyDocument> documents =
        read.stream().map(ValidatedDocument::document).filter(Objects::nonNull).toList();
    CompiledPolicy compiled = COMPILER.compile(documents, CONSUMER);
    require(compiled.equals(COMPILER.compile(documents, CONSUMER)), "compiles to something else");
    COMPILER.compileSwitchedOff(documents, CONSUMER);
    ServiceEntries.read(documents);
    DocumentFindings.ofAll(documents, KNOWN);
    CollectorMessage frame =
        new Frame("e", 1, 0, documents, List.of(), List.of(), List.of(), List.of());
    require(CODEC.readCollector(CODEC.write(frame)).equals(frame), "arrives as another");
    List<Object> trees = new ArrayList<>();
    for (PolicyDocument document : documents) {
      trees.add(DocumentTree.of(new StoredDocument(document, 1, 0, 0)));
    }
    same(documents, Json.write(trees));
    same(documents, Json.pretty(trees));
    same(documents, Yaml.write(trees));
  }

  private static void requireReason(ApiException refused) {
    Trouble trouble = refused.trouble();
    require(trouble.status() >= 400 && trouble.status() < 500, "not the client's fault?");
    require(trouble.body().length() < 16_000_000, "too long an answer");
  }

  private static void same(List<PolicyDocument> documents, String given) {
    List<PolicyDocument> again;
    try {
      again =
          TEXT.read(given, "other").stream()
              .map(ValidatedDocument::document)
              .filter(Objects::nonNull)
              .toList();
    } catch (ApiException e) {
      throw new IllegalStateException("what is given back is refused: " + given, e);
    }
    if (!again.equals(documents)) {
      throw new IllegalStateException(
          "what is given back is another: " + given + " " + documents + " " + again);
    }
  }

  private static void require(boolean truth, String otherwise) {
    if (!truth) {
      throw new IllegalStateException(otherwise);
    }
  }
}
