package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt changes on the request that the application wrote. Order of application: remove,
 * set, add. Names are lower-case.
 */
public interface RequestEdits {
  /** The new path with query; null: as the application wrote it. */
  @Nullable String path();

  /** The new Host or {@code :authority}; null: as the application wrote it. */
  @Nullable String authority();

  /** Header names to drop; may be empty. */
  List<String> removed();

  /** Calls {@code sink} for each header to overwrite (or add where absent). */
  void forEachSet(HeaderSink sink);

  /** Calls {@code sink} for each further value to append. */
  void forEachAdded(HeaderSink sink);

  /** Whether anything is changed at all. */
  boolean isEmpty();

  /** Takes one header. */
  @FunctionalInterface
  interface HeaderSink {
    void header(String name, String value);
  }
}
