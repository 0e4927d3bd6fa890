package dev.weft.benchmarks.requests;

import java.util.HashMap;
import java.util.Map;

/** What a driver answers: {@code requests=4000 errors=0 p50=230000}. */
record Answer(Map<String, Long> values) {
  static Answer parse(String line) {
    Map<String, Long> values = new HashMap<>();
    for (String word : line.split(" ")) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + word + "' in '" + line + "'; expected name=number");
      }
      values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
    }
    return new Answer(values);
  }

  long number(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name + " in " + values);
    }
    return value;
  }
}
