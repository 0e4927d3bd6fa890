package dev.weft.benchmarks.requests;

import java.util.regex.Pattern;

/**
 * How much is measured.
 *
 * @param forks how often all processes are started anew: the JIT lays out code differently each
 *     time
 * @param rounds of each fork; in each, every subject has one turn
 * @param windowMillis length of one measurement at a load's first rate; the others take half
 * @param warmUps least number of turns before, each of every load's {@link Load#warmUpRequests}
 * @param mostWarmUps where the JIT does not become quiet
 * @param only workloads and subjects that are measured: those in whose {@code
 *     requests/WORKLOAD/SUBJECT} it is found
 */
public record Plan(
    int forks, int rounds, int windowMillis, int warmUps, int mostWarmUps, Pattern only) {
  private static final String QUICK =
      "/http-jdk/(none|weft-policy|weft-mtls|weft-traced-100|otel-100|app-tls)$";

  /** One fork: half an hour. The compiler's threads are not counted, so it need not be silent. */
  public static Plan full() {
    return new Plan(1, 6, 1_500, 2, 10, Pattern.compile(""));
  }

  /** One library and the most interesting subjects. */
  public static Plan quick() {
    return new Plan(1, 3, 1_500, 2, 8, Pattern.compile(QUICK));
  }

  int windowMillis(boolean first) {
    return first ? windowMillis : windowMillis / 2;
  }

  public Plan withRounds(int number) {
    return new Plan(forks, number, windowMillis, warmUps, mostWarmUps, only);
  }

  public Plan withOnly(Pattern pattern) {
    return new Plan(forks, rounds, windowMillis, warmUps, mostWarmUps, pattern);
  }

  boolean includes(String workload, String subject) {
    return only.matcher("requests/" + workload + "/" + subject).find();
  }
}
