package dev.weft.collector.store;

/**
 * What a store may take. Other values than {@link #DEFAULT} are for tests.
 *
 * @param maxVersions of a document in the history
 * @param maxHistoryBytes of all histories
 * @param maxPages of the file, SQLite's {@code max_page_count}; 0: as many as the disk has
 * @param readOnly as if the disk could not be written
 */
record Limits(int maxVersions, long maxHistoryBytes, int maxPages, boolean readOnly) {
  static final Limits DEFAULT = new Limits(History.MAX_VERSIONS, History.MAX_BYTES, 0, false);
}
