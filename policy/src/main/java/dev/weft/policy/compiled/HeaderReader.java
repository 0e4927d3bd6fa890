package dev.weft.policy.compiled;

import dev.weft.policy.compiled.HeaderEdits.Edits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code headers} of routes and destinations, and makes one of both. */
final class HeaderReader {
  /** Envoy's substitution; a value with one is taken as it is written. */
  private static final Pattern SUBSTITUTION = Pattern.compile("%[A-Z][A-Z_0-9]*(\\([^%]*\\))?%");

  private HeaderReader() {}

  /**
   * @param authority what {@code set} or else {@code add} gave {@code :authority} or Host; null:
   *     neither
   */
  record Operations(HeaderEdits edits, @Nullable String authority) {}

  static Operations read(@Nullable Spec headers) {
    if (headers == null) {
      return new Operations(HeaderEdits.NONE, null);
    }
    Spec request = headers.child("request");
    String set = authority(request.textMap("set"));
    return new Operations(
        new HeaderEdits(edits(request), edits(headers.child("response"))),
        set == null ? authority(request.textMap("add")) : set);
  }

  private static @Nullable String authority(Map<String, String> headers) {
    String authority = null;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      boolean is = name.equalsIgnoreCase("host") || name.equalsIgnoreCase(":authority");
      if (is && !header.getValue().isEmpty()) {
        authority = header.getValue();
      }
    }
    return authority;
  }

  private static Edits edits(Spec operations) {
    List<String> remove = new ArrayList<>();
    for (String name : operations.texts("remove")) {
      if (!isInternal(name)) {
        remove.add(name.toLowerCase(Locale.ROOT));
      }
    }
    Map<String, String> set = named(operations.textMap("set"));
    Map<String, String> add = named(operations.textMap("add"));
    return set.isEmpty() && add.isEmpty() && remove.isEmpty()
        ? Edits.NONE
        : new Edits(set, add, remove);
  }

  private static Map<String, String> named(Map<String, String> headers) {
    Map<String, String> named = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          if (!isInternal(name)) {
            boolean literal = SUBSTITUTION.matcher(value).find();
            // Envoy writes a percent sign twice, for one alone begins a substitution.
            named.put(name.toLowerCase(Locale.ROOT), literal ? value : value.replace("%%", "%"));
          }
        });
    return named;
  }

  private static boolean isInternal(String name) {
    return name.startsWith(":") || name.equalsIgnoreCase("host");
  }

  /** The edits of a route and of one of its destinations, as one. */
  static HeaderEdits together(HeaderEdits route, HeaderEdits destination, boolean weighted) {
    return new HeaderEdits(
        together(route.request(), destination.request(), weighted),
        together(route.response(), destination.response(), weighted));
  }

  /**
   * Envoy evaluates the edits of a weighted destination whole before those of its route, and an
   * only destination's as one list with them: there all removing comes first, then all setting (the
   * destination's last), then all adding.
   */
  private static Edits together(Edits route, Edits destination, boolean weighted) {
    Set<String> remove = new LinkedHashSet<>(route.remove());
    remove.addAll(destination.remove());
    Map<String, String> set = new LinkedHashMap<>(weighted ? destination.set() : route.set());
    Map<String, String> add = new LinkedHashMap<>(weighted ? destination.add() : route.add());
    if (weighted) {
      set.keySet().removeAll(route.remove());
      add.keySet().removeAll(route.remove());
      add.keySet().removeAll(route.set().keySet());
    }
    set.putAll(weighted ? route.set() : destination.set());
    Map<String, String> last = weighted ? route.add() : destination.add();
    last.forEach((name, value) -> add.merge(name, value, (one, other) -> one + "," + other));
    return new Edits(set, add, List.copyOf(remove));
  }
}
