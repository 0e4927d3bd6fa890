package dev.weft.policy.document;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import dev.weft.policy.tree.TreeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads what operators send: a stream of YAML documents, or JSON that is one document, a list of
 * them, or Kubernetes' {@code List}. YAML's aliases are refused, and so are repeated fields.
 * Thread-safe.
 */
public final class DocumentReader {
  /** Length of a text in characters; some thousand documents. */
  public static final int MAX_CHARS = 8 * 1024 * 1024;

  private static final int MAX_DEPTH = 48;
  private static final int MAX_VALUES = 1_000_000;
  private static final int MAX_DOCUMENTS = 5_000;

  private final TreeLimits limits = new TreeLimits(MAX_CHARS, MAX_DEPTH, MAX_VALUES);
  private final JsonTree json = new JsonTree(limits);
  private final YAMLFactory yaml;

  public DocumentReader() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARS);
    yaml =
        YAMLFactory.builder()
            .loaderOptions(options)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxStringLength(MAX_CHARS)
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxNumberLength(100)
                    .build())
            .build();
  }

  /**
   * The documents in {@code text}, in its order. Empty ones (a trailing {@code ---}) are passed
   * over.
   *
   * @throws UnreadableDocumentException if any is unreadable: none is given then
   */
  public List<RawDocument> read(String text) throws UnreadableDocumentException {
    if (text.length() > MAX_CHARS) {
      throw new UnreadableDocumentException("longer than " + MAX_CHARS + " characters", 0);
    }
    List<RawDocument> documents = new ArrayList<>();
    try {
      if (isJson(text)) {
        NavigableMap<String, Integer> lines = new TreeMap<>();
        add(documents, json.read(text, lines), "", lines);
      } else {
        readYaml(text, documents);
      }
    } catch (MalformedTreeException e) {
      String which = isJson(text) ? "" : "document " + (documents.size() + 1) + ", ";
      throw new UnreadableDocumentException(which + e.getMessage(), e.line());
    }
    return documents;
  }

  /** YAML is nearly a superset of JSON, but says less clearly what is wrong with it. */
  private static boolean isJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  private void readYaml(String text, List<RawDocument> documents)
      throws MalformedTreeException, UnreadableDocumentException {
    NavigableMap<String, Integer> lines = new TreeMap<>();
    try (YAMLParser parser = yaml.createParser(text)) {
      TreeReader reader = new TreeReader(parser, limits, lines, new YamlGuard());
      while (reader.advance()) {
        lines.put("", parser.currentTokenLocation().getLineNr());
        Object tree = reader.value();
        add(documents, tree, "", lines);
        lines.clear();
      }
    } catch (IOException e) {
      // Only close() can get here, and a parser of a String has nothing to close.
      throw new UncheckedIOException(e);
    }
  }

  private static void add(
      List<RawDocument> documents,
      @Nullable Object tree,
      String path,
      NavigableMap<String, Integer> lines)
      throws UnreadableDocumentException {
    if (tree == null) {
      return;
    }
    if (tree instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        add(documents, list.get(i), path + "[" + i + "]", lines);
      }
      return;
    }
    if (!(tree instanceof Map<?, ?> map)) {
      String message = "document " + (documents.size() + 1) + ": an object was expected";
      throw new UnreadableDocumentException(message, lines.getOrDefault(path, 0));
    }
    if ("List".equals(map.get("kind")) && map.get("items") instanceof List<?> items) {
      add(documents, items, path.isEmpty() ? "items" : path + ".items", lines);
      return;
    }
    if (documents.size() == MAX_DOCUMENTS) {
      throw new UnreadableDocumentException("more than " + MAX_DOCUMENTS + " documents", 0);
    }
    String place = "document " + (documents.size() + 1);
    documents.add(new RawDocument(place, fields(map), within(path, lines)));
  }

  @SuppressWarnings("unchecked") // a tree's objects have text for keys
  private static Map<String, Object> fields(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  /** The part of {@code lines} that lies below {@code path}, relative to it. */
  private static Map<String, Integer> within(String path, NavigableMap<String, Integer> lines) {
    Map<String, Integer> own = new HashMap<>();
    // All paths that begin so are neighbours: a list of many documents is not searched for each.
    lines
        .subMap(path, true, path + Character.MAX_VALUE, true)
        .forEach(
            (at, line) -> {
              String rest = at.substring(path.length());
              own.put(rest.startsWith(".") ? rest.substring(1) : rest, line);
            });
    return Map.copyOf(own);
  }
}
