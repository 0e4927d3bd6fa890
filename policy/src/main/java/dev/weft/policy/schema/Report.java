package dev.weft.policy.schema;

import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is found in one document. Not thread-safe. */
public final class Report {
  /** More help nobody; a hostile document cannot make the answer large. */
  private static final int MAX_FINDINGS = 100;

  private final String namespace;
  private final Map<String, Integer> lines;
  private final List<Problem> problems = new ArrayList<>();
  private final List<NotEnforced> notEnforced = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();
  private int quiet;

  /**
   * @param namespace the document's, for rules that depend on it
   * @param lines of paths as they are written in the text; may be empty
   */
  public Report(String namespace, Map<String, Integer> lines) {
    this.namespace = namespace;
    this.lines = lines;
  }

  public String namespace() {
    return namespace;
  }

  /** The value at {@code path} is refused. */
  public void problem(String path, @Nullable Object value, String expected) {
    if (problems.size() < MAX_FINDINGS) {
      problems.add(new Problem(TreePath.shown(path), said(value), expected, lineOf(path)));
    }
  }

  /** As {@link #problem}, for a value that may be secret: its length alone is told. */
  void secretProblem(String path, @Nullable Object value, String expected) {
    if (value instanceof String text && problems.size() < MAX_FINDINGS) {
      String said = "a text of " + text.length() + " characters";
      problems.add(new Problem(TreePath.shown(path), said, expected, lineOf(path)));
    } else {
      problem(path, value, expected);
    }
  }

  /** Something is accepted without effect; passed over where a field around it was so already. */
  public void notEnforced(String path, String reason) {
    if (quiet == 0 && notEnforced.size() < MAX_FINDINGS) {
      notEnforced.add(new NotEnforced(TreePath.shown(path), reason));
    }
  }

  public void warn(String path, String message) {
    if (warnings.size() < MAX_FINDINGS) {
      warnings.add(new Warning(TreePath.shown(path), message));
    }
  }

  /** Checks what lies in a field that has no effect: problems count, effects need no report. */
  public @Nullable Object quietly(Shape shape, @Nullable Object value, String path) {
    quiet++;
    try {
      return shape.check(value, path, this);
    } finally {
      quiet--;
    }
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  public List<NotEnforced> findings() {
    return List.copyOf(notEnforced);
  }

  public List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  int problemCount() {
    return problems.size();
  }

  /** The line of the path, or of what is nearest around it. */
  private int lineOf(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return lines.getOrDefault("", 0);
  }

  private static String parent(String path) {
    int dot = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return dot < 0 ? "" : path.substring(0, dot);
  }

  private static String said(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty() ? "an empty object" : "an object";
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? "an empty list" : "a list";
    }
    String text = String.valueOf(value);
    return "'" + (text.length() > 120 ? text.substring(0, 120) + "..." : text) + "'";
  }
}
