package dev.weft.benchmarks.requests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** In which order subjects have their turns: what the machine does meanwhile hits all alike. */
final class Rotation {
  private Rotation() {}

  /**
   * Starts one further each round and runs backwards in every other one, so that over the rounds
   * each is behind each.
   *
   * @param round from 0
   */
  static <T> List<T> order(List<T> all, int round) {
    List<T> order = new ArrayList<>(all);
    Collections.rotate(order, -(round % Math.max(1, all.size())));
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }
}
