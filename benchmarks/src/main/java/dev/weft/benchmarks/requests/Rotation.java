package dev.weft.benchmarks.requests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** In which order subjects have their turns: what the machine does meanwhile hits all alike. */
final class Rotation {
  private Rotation() {}

  /**
   * Forwards and backwards in turn, and one further after each pair: each has its turn before and
   * after each other equally often.
   *
   * @param round from 0
   */
  static <T> List<T> order(List<T> all, int round) {
    List<T> order = new ArrayList<>(all);
    Collections.rotate(order, -(round / 2));
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }
}
