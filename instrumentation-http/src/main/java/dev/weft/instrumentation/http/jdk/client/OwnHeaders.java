package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.RequestEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Headers of the mesh written among those that the library adds itself, which spares a copy of the
 * application's. Only where the application's and the library's own stay as they are; else {@link
 * EditedHeaders}. Of one call, used by one thread at a time.
 */
final class OwnHeaders implements RequestEdits.HeaderSink {
  /** What the library writes there later, just before it sends. */
  private static final Set<String> LIBRARYS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "upgrade",
          "http2-settings",
          "expect");

  private final Map<String, List<String>> application;
  private final Map<String, List<String>> system;
  private final List<String> written = new ArrayList<>(2);
  private boolean adding;
  private boolean refused;

  /**
   * @param application the application's headers
   * @param system what the library adds; written to
   */
  OwnHeaders(Map<String, List<String>> application, Map<String, List<String>> system) {
    this.application = application;
    this.system = system;
  }

  /** False: nothing is written, they need a copy. What was written before is gone in any case. */
  boolean write(RequestEdits edits) {
    takeBack();
    if (!edits.removed().isEmpty()) {
      return false;
    }
    refused = false;
    edits.forEachSet(this);
    adding = true;
    edits.forEachAdded(this);
    adding = false;
    if (refused) {
      takeBack();
    }
    return !refused;
  }

  /** The library may use its headers for another call of its own. */
  void takeBack() {
    for (int i = written.size() - 1; i >= 0; i--) {
      system.remove(written.remove(i));
    }
  }

  @Override
  public void header(String name, String value) {
    refused =
        refused
            || adding
            || application.containsKey(name)
            || system.containsKey(name)
            || LIBRARYS.contains(name.toLowerCase(Locale.ROOT));
    if (!refused) {
      system.put(name, List.of(value));
      written.add(name);
    }
  }
}
