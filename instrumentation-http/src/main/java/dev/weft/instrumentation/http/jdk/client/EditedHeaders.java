package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.Refusal;
import dev.weft.core.call.RequestEdits;
import dev.weft.policy.compiled.HeaderEdits;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Headers with the mesh's changes made on a copy. */
final class EditedHeaders {
  private EditedHeaders() {}

  /**
   * @param system headers that the library adds, in which an overwritten or removed one must not
   *     survive; a header of the application hides one of these
   */
  static HttpHeaders request(
      HttpHeaders headers, Map<String, List<String>> system, RequestEdits edits) {
    Map<String, List<String>> map = copy(headers);
    for (String name : edits.removed()) {
      map.remove(name);
      system.remove(name);
    }
    edits.forEachSet(
        (name, value) -> {
          map.put(name, List.of(value));
          system.remove(name);
        });
    edits.forEachAdded(
        (name, value) -> append(map, name, system.getOrDefault(name, List.of()), value));
    return of(map);
  }

  static HttpHeaders response(HttpHeaders headers, HeaderEdits.Edits edits) {
    Map<String, List<String>> map = copy(headers);
    edits.remove().forEach(map::remove);
    edits.set().forEach((name, value) -> map.put(name, List.of(value)));
    edits.add().forEach((name, value) -> append(map, name, List.of(), value));
    return of(map);
  }

  static HttpHeaders refusal(Refusal refusal, int length) {
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    map.putAll(refusal.headers());
    map.put("content-length", List.of(Integer.toString(length)));
    if (length > 0) {
      map.putIfAbsent("content-type", List.of("text/plain"));
    }
    map.put(Refusal.FLAGS_HEADER, List.of(refusal.reason().name()));
    return of(map);
  }

  /** {@code :authority} and {@code :path} replaced where given. */
  static HttpHeaders pseudo(HttpHeaders headers, Wire wire) {
    Map<String, List<String>> map = copy(headers);
    if (wire.authority() != null) {
      map.put(":authority", List.of(wire.authority()));
    }
    if (wire.path() != null) {
      map.put(":path", List.of(wire.path()));
    }
    return of(map);
  }

  private static Map<String, List<String>> copy(HttpHeaders headers) {
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    map.putAll(headers.map());
    return map;
  }

  private static void append(
      Map<String, List<String>> map, String name, List<String> otherwise, String value) {
    List<String> values = new ArrayList<>(map.getOrDefault(name, otherwise));
    values.add(value);
    map.put(name, values);
  }

  private static HttpHeaders of(Map<String, List<String>> map) {
    return HttpHeaders.of(map, (name, value) -> true);
  }
}
