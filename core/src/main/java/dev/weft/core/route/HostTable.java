package dev.weft.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is known of a host name as a caller writes it, without allocating: any case, a
 * trailing dot, a port behind it. Exact names come before wildcards, longer wildcards before
 * shorter. Names are ASCII. Immutable.
 */
final class HostTable<T> {
  private final String[] names;
  private final @Nullable Object[] values;
  private final List<Wildcard<T>> wildcards;

  private record Wildcard<T>(String suffix, T value) {}

  /**
   * @param entries by lower-case name; one that begins with an asterisk is a wildcard
   */
  HostTable(Map<String, T> entries) {
    int capacity = Integer.highestOneBit(Math.max(8, entries.size() * 2)) << 1;
    names = new String[capacity];
    values = new Object[capacity];
    List<Wildcard<T>> suffixes = new ArrayList<>();
    entries.forEach(
        (name, value) -> {
          if (name.startsWith("*")) {
            suffixes.add(new Wildcard<>(name.substring(1), value));
          } else {
            insert(name, value);
          }
        });
    if (suffixes.size() > 1) {
      suffixes.sort(HostTable::longestFirst);
    }
    wildcards = List.copyOf(suffixes);
  }

  /** Written out: the JDK's comparators of keys are spun at run time. */
  private static int longestFirst(Wildcard<?> one, Wildcard<?> two) {
    int order = Integer.compare(two.suffix.length(), one.suffix.length());
    return order == 0 ? one.suffix.compareTo(two.suffix) : order;
  }

  private void insert(String name, T value) {
    int slot = hash(name, name.length()) & (names.length - 1);
    while (names[slot] != null) {
      slot = (slot + 1) & (names.length - 1);
    }
    names[slot] = name;
    values[slot] = value;
  }

  /** What belongs to the first {@code length} characters of {@code text}. */
  @SuppressWarnings("unchecked") // values holds what insert put there
  @Nullable T find(String text, int length) {
    int end = length > 1 && text.charAt(length - 1) == '.' ? length - 1 : length;
    int slot = hash(text, end) & (names.length - 1);
    while (names[slot] != null) {
      String name = names[slot];
      // Nearly always in the same case, which is compared much faster.
      if (name.length() == end
          && (text.startsWith(name) || name.regionMatches(true, 0, text, 0, end))) {
        return (T) values[slot];
      }
      slot = (slot + 1) & (names.length - 1);
    }
    for (int i = 0; i < wildcards.size(); i++) {
      Wildcard<T> wildcard = wildcards.get(i);
      int from = end - wildcard.suffix.length();
      // An asterisk stands for at least one character: *.foo.com is not foo.com.
      if (from > 0
          && text.regionMatches(true, from, wildcard.suffix, 0, wildcard.suffix.length())) {
        return wildcard.value;
      }
    }
    return null;
  }

  private static int hash(String text, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      hash = 31 * hash + (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return hash ^ (hash >>> 16);
  }
}
