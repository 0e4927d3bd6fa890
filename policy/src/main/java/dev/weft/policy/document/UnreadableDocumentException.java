package dev.weft.policy.document;

/** A text that is no YAML or JSON of documents; the message says which document, where and why. */
public final class UnreadableDocumentException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int line;

  public UnreadableDocumentException(String message, int line) {
    super(message);
    this.line = line;
  }

  /** From 1; 0: not known. */
  public int line() {
    return line;
  }
}
