package dev.weft.policy.schema;

/**
 * Why a document is refused.
 *
 * @param path within the document, {@code spec.http[0].route[0].weight}; empty: the document itself
 * @param value what stands there, shortened
 * @param expected what should
 * @param line from 1; 0: not known
 */
public record Problem(String path, String value, String expected, int line) {
  /** One line for people: {@code spec.hosts[0]: 'a b', expected a host name}. */
  public String message() {
    String where = path.isEmpty() ? "" : path + ": ";
    return where + value + ", expected " + expected + (line > 0 ? " (line " + line + ")" : "");
  }
}
