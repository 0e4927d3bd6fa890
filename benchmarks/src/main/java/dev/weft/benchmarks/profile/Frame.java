package dev.weft.benchmarks.profile;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A method as it was called by those below it, with what was sampled in it and above. */
final class Frame {
  private final String name;
  private final Map<String, Frame> callees = new TreeMap<>();
  private double weight;

  Frame(String name) {
    this.name = name;
  }

  /**
   * Adds one sample.
   *
   * @param stack the caller of all first
   */
  void add(List<String> stack, double amount) {
    weight += amount;
    if (!stack.isEmpty()) {
      callees.computeIfAbsent(stack.get(0), Frame::new).add(stack.subList(1, stack.size()), amount);
    }
  }

  String name() {
    return name;
  }

  double weight() {
    return weight;
  }

  Collection<Frame> callees() {
    return callees.values();
  }

  /** Code of the agent, or the bridge that woven code calls. */
  boolean isWeft() {
    return (name.startsWith("dev.weft.") && !name.startsWith("dev.weft.benchmarks."))
        || name.startsWith("java.lang.WeftBridge");
  }

  /**
   * What was sampled with a frame of Weft at the very top of the stack. What the JDK does on its
   * behalf is not in it; neither is the library's work that a hook merely stands around.
   */
  double ownOfWeft() {
    double own = weight;
    for (Frame callee : callees.values()) {
      own -= callee.weight;
    }
    double sum = isWeft() ? own : 0;
    for (Frame callee : callees.values()) {
      sum += callee.ownOfWeft();
    }
    return sum;
  }
}
