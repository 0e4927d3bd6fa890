package dev.weft.collector.store;

/**
 * One line of the audit log. Never holds a secret: callers name things, they do not quote bodies.
 *
 * @param seq its number; 0: not yet written
 * @param atMillis epoch milliseconds
 * @param action {@code put}, {@code delete}, {@code rollback}, {@code import}, ...
 * @param target what it was about, as {@code VirtualService default/reviews}
 * @param status HTTP's; 400 and above: refused
 * @param revision that it made; 0: none
 * @param detail why it was refused, or what more there is to say
 */
public record AuditEntry(
    long seq,
    long atMillis,
    Author author,
    String action,
    String target,
    int status,
    long revision,
    String detail) {
  public AuditEntry {
    action = Texts.oneLine(action, 64);
    target = Texts.oneLine(target, 1_000);
    detail = Texts.oneLine(detail, 1_000);
  }

  public AuditEntry(
      long atMillis, Author author, String action, String target, int status, String detail) {
    this(0, atMillis, author, action, target, status, 0, detail);
  }

  public boolean refused() {
    return status >= 400;
  }

  AuditEntry made(long newRevision) {
    return new AuditEntry(seq, atMillis, author, action, target, status, newRevision, detail);
  }
}
