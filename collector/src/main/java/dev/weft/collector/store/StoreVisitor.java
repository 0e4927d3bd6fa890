package dev.weft.collector.store;

/** Is given everything that a store keeps, as of one moment, in this order. */
public interface StoreVisitor {
  /**
   * @param store names the store that this comes from
   */
  void begin(String store, long revision);

  /** What operators have switched off, as it is kept. */
  void switches(String text);

  void document(StoredDocument document);

  /** The oldest first. */
  void version(Version version);

  /**
   * The oldest first.
   *
   * @param origin names the entry in all stores, {@code <store>#<number>}
   */
  void audit(AuditEntry entry, String origin);
}
