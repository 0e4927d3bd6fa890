package dev.weft.instrumentation.http.jdk.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Header names as the server keeps them: the first letter a capital, the others small. It makes
 * them anew at each look-up; these are made once. Thread-safe.
 */
final class HeaderNames {
  /** Filters ask for a few constants and for what policy names; more are made at each look-up. */
  private static final int MOST = 256;

  private final ConcurrentMap<String, String> made = new ConcurrentHashMap<>();

  String asStored(String name) {
    String known = made.get(name);
    return known == null ? make(name) : known;
  }

  private String make(String name) {
    char[] letters = name.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      char letter = letters[i];
      if (i == 0 && letter >= 'a' && letter <= 'z') {
        letters[i] = (char) (letter - ('a' - 'A'));
      } else if (i > 0 && letter >= 'A' && letter <= 'Z') {
        letters[i] = (char) (letter + ('a' - 'A'));
      }
    }
    String stored = new String(letters);
    if (made.size() < MOST) {
      made.put(name, stored);
    }
    return stored;
  }
}
