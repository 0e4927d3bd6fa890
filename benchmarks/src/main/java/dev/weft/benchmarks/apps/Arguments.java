package dev.weft.benchmarks.apps;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code --port 8080 --next http://a --next http://b}: options with one value each. */
public final class Arguments {
  private final Map<String, List<String>> values = new HashMap<>();

  public Arguments(String... args) {
    for (int i = 0; i + 1 < args.length; i += 2) {
      values.computeIfAbsent(args[i], name -> new ArrayList<>()).add(args[i + 1]);
    }
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  public String one(String name) {
    List<String> all = all(name);
    if (all.size() != 1) {
      throw new IllegalArgumentException(name + " is expected once, not " + all);
    }
    return all.get(0);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public int number(String name) {
    return Integer.parseInt(one(name));
  }
}
