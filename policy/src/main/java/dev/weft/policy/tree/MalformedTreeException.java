package dev.weft.policy.tree;

/** A text that is no tree, or one beyond its {@link TreeLimits}. The message says where and why. */
public final class MalformedTreeException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_REASON = 500;

  private final String path;
  private final String reason;
  private final int line;
  private final int column;

  /**
   * @param path as {@link TreePath} spells it; empty: the root
   * @param line from 1; 0: not known
   * @param column from 1; 0: not known
   */
  public MalformedTreeException(String path, String reason, int line, int column) {
    super(message(TreePath.shown(path), shortened(reason), line, column));
    this.path = TreePath.shown(path);
    this.reason = shortened(reason);
    this.line = line;
    this.column = column;
  }

  private static String message(String path, String reason, int line, int column) {
    String where = line > 0 ? "line " + line + ", column " + column + ": " : "";
    return where + (path.isEmpty() ? "" : path + ": ") + reason;
  }

  private static String shortened(String reason) {
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "...";
  }

  public String path() {
    return path;
  }

  /** The message without the place. */
  public String reason() {
    return reason;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
