package dev.weft.collector.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that somebody may have meant. */
public final class Near {
  /** A name of the mesh has at most 63 characters, with its namespace 127; longer ones are none. */
  private static final int MAX_LENGTH = 200;

  private static final int MAX_SHOWN = 3;

  private Near() {}

  /**
   * {@code " Did you mean a or b?"}, or nothing where none is near: a third of the letters differ
   * at most, or one is a part of the other.
   *
   * @param known at most some thousands: each is compared
   */
  public static String question(String wrong, Collection<String> known) {
    List<String> near = of(wrong, known);
    return near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?";
  }

  /** The nearest first, at most three. */
  public static List<String> of(String wrong, Collection<String> known) {
    record Candidate(String name, int distance) {}
    String meant = wrong.toLowerCase(Locale.ROOT);
    List<Candidate> near = new ArrayList<>();
    if (meant.isEmpty() || meant.length() > MAX_LENGTH) {
      return List.of();
    }
    int most = Math.max(1, meant.length() / 3);
    for (String name : known) {
      String one = name.toLowerCase(Locale.ROOT);
      if (one.length() <= MAX_LENGTH) {
        int distance =
            Math.abs(one.length() - meant.length()) > most ? most + 1 : distance(meant, one);
        boolean part = meant.length() > 2 && one.contains(meant);
        if (distance <= most || part) {
          near.add(new Candidate(name, distance));
        }
      }
    }
    return near.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MAX_SHOWN)
        .map(Candidate::name)
        .toList();
  }

  /** Letters added, removed, changed, or swapped with their neighbour. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int changed = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
