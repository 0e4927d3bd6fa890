package dev.weft.collector.traces;

/** A {@link Source} with how many of the kept spans came from it. Of the store, under its lock. */
final class SharedSource {
  /** Beside the messages: this object, the record, a place in the store's map. */
  private static final int OVERHEAD_BYTES = 120;

  private final Source source;
  private final int size;
  int spans;

  SharedSource(Source source) {
    this.source = source;
    // As objects of protobuf they take about three times as much as their bytes.
    this.size = 3 * source.size() + OVERHEAD_BYTES;
  }

  Source source() {
    return source;
  }

  /** What it takes, once for all of its spans. */
  int size() {
    return size;
  }
}
