package dev.weft.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.document.UnreadableDocumentException;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Documents changed at random: what is accepted compiles, and nothing throws what it should not.
 */
class MutatedDocumentsTest {
  private static final long SEED = 20261122;
  private static final List<Object> VALUES =
      new ArrayList<>(
          Arrays.asList(
              null,
              "",
              "a",
              "*",
              "5s",
              "mesh",
              "5xx,503",
              0L,
              1L,
              -1L,
              100L,
              Long.MAX_VALUE,
              0.5,
              true,
              List.of(),
              List.of("a"),
              Map.of(),
              Map.of("exact", "a"),
              List.of(Map.of())));

  private static final String RULES =
      "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r}\n"
          + "spec: {host: reviews, exportTo: ['*'], trafficPolicy: {loadBalancer: {simple: RANDOM},"
          + " tls: {mode: DISABLE}, retryBudget: {percent: 5, minRetryConcurrency: 3,"
          + " budgetInterval: 1s}, outlierDetection: {interval: 1s, consecutive5xxErrors: 2,"
          + " outlierDetectionHttpErrorCodes: [500]}, portLevelSettings: [{port: {number: 80},"
          + " tls: {mode: ISTIO_MUTUAL}}]}, subsets: [{name: v1, labels: {version: v1}}]}\n"
          + "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e}\n"
          + "spec: {hosts: [reviews], resolution: STATIC, location: MESH_INTERNAL, ports:"
          + " [{number: 80, name: http, protocol: HTTP, targetPort: 8080}], endpoints: [{address:"
          + " 10.0.0.1, ports: {http: 81}, labels: {a: b}, serviceAccount: c}]}\n";

  private final Random random = new Random(SEED);
  private final PolicyValidator validator = new PolicyValidator();
  private final DocumentReader reader = new DocumentReader();

  @Test
  void whatIsAcceptedCompilesAndTravels() throws Exception {
    List<RawDocument> documents = reader.read(corpus() + RULES + RULES + RULES);
    PolicyCompiler compiler = new PolicyCompiler();
    FrameCodec codec = new FrameCodec();
    Consumer consumer = new Consumer("default", Map.of("app", "a"));
    int accepted = 0;
    for (int round = 0; round < 40; round++) {
      for (RawDocument raw : documents) {
        Map<String, Object> tree = new LinkedHashMap<>(raw.tree());
        tree.keySet().removeIf(name -> name.startsWith("_"));
        tree.replace("spec", mutated(tree.get("spec"), 3));
        ValidatedDocument answer = validator.validate(RawDocument.of(tree));
        if (answer.accepted()) {
          accepted++;
          PolicyDocument document = answer.document();
          compiler.compile(List.of(document), consumer);
          ServiceEntries.read(List.of(document));
          DocumentFindings.ofAll(List.of(document), Set.of("reviews.default.svc.cluster.local"));
          CollectorMessage frame =
              new Frame("e", 1, 0, List.of(document), List.of(), List.of(), List.of(), List.of());
          assertThat(codec.readCollector(codec.write(frame))).isEqualTo(frame);
        }
      }
    }
    assertThat(accepted).isGreaterThan(300);
  }

  @Test
  void brokenTextsAreUnreadableOrReadAndNothingElse() throws Exception {
    String text = corpus() + RULES;
    int unreadable = 0;
    for (int round = 0; round < 300; round++) {
      int from = random.nextInt(text.length() - 600);
      StringBuilder part = new StringBuilder(text.substring(from, from + 600));
      for (int change = 0; change < 4; change++) {
        String signs = "{}[]:,-#&*!|>'\"%@`?\n\t \0\u0085\ud800";
        part.setCharAt(random.nextInt(part.length()), signs.charAt(random.nextInt(signs.length())));
      }
      try {
        reader.read(part.toString()).forEach(validator::validate);
      } catch (UnreadableDocumentException e) {
        unreadable++;
      }
    }
    assertThat(unreadable).isBetween(1, 300);
  }

  /** Replaces, drops or doubles something below, about one place in {@code rarity} levels. */
  private Object mutated(Object value, int rarity) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, one) -> copy.put((String) key, one));
      List<String> keys = new ArrayList<>(copy.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(rarity * 3)) {
        case 0 -> copy.remove(key);
        case 1 -> copy.put(key, VALUES.get(random.nextInt(VALUES.size())));
        default -> copy.put(key, mutated(copy.get(key), rarity));
      }
      return copy;
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      List<Object> copy = new ArrayList<>(list);
      int index = random.nextInt(copy.size());
      switch (random.nextInt(rarity * 3)) {
        case 0 -> copy.remove(index);
        case 1 -> copy.add(copy.get(index));
        default -> copy.set(index, mutated(copy.get(index), rarity));
      }
      return copy;
    }
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  private String corpus() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/corpus/virtualservice-valid.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
