package dev.weft.collector.api;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.weft.collector.json.Tree;
import dev.weft.collector.json.Yaml;
import dev.weft.policy.document.PolicyDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changed between two versions of a document, as a unified diff of their YAML. */
final class TextDiff {
  /** The comparison takes the square of this at worst; hand-written documents have a tenth. */
  private static final int MAX_LINES = 5_000;

  private static final int CONTEXT_LINES = 3;

  private TextDiff() {}

  /**
   * Lines, without those that name files.
   *
   * @param before null: there was none
   * @param after null: there is none
   */
  static String of(@Nullable PolicyDocument before, @Nullable PolicyDocument after) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    if (old.size() + now.size() > MAX_LINES) {
      return "("
          + old.size()
          + " and "
          + now.size()
          + " lines are more than the "
          + MAX_LINES
          + " that are compared)";
    }
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff("", "", old, DiffUtils.diff(old, now), CONTEXT_LINES);
    if (lines.size() < 2) {
      return "";
    }
    // As diff writes it, and patch expects it: what is empty begins at line 0, not 1.
    String text = String.join("\n", lines.subList(2, lines.size()));
    return text.replaceFirst("^@@ -1,0 ", "@@ -0,0 ")
        .replaceFirst("^(@@ -\\S+) \\+1,0 ", "$1 +0,0 ");
  }

  private static List<String> lines(@Nullable PolicyDocument document) {
    if (document == null) {
      return List.of();
    }
    return Yaml.write(
            Tree.of(
                "apiVersion",
                document.apiVersion(),
                "labels",
                document.labels().isEmpty() ? null : document.labels(),
                "annotations",
                document.annotations().isEmpty() ? null : document.annotations(),
                "spec",
                document.spec()))
        .lines()
        .toList();
  }
}
