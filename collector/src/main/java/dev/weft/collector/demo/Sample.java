package dev.weft.collector.demo;

/**
 * One page load.
 *
 * @param beginNanos when it was asked for, {@link System#nanoTime}
 * @param endNanos when the page was there
 * @param jason whether the user was logged in as jason
 * @param status of the page itself; 0: no answer
 * @param details status of the part from details; 0: none
 * @param reviews status of the part from reviews; 0: none
 * @param version of the reviews that answered; empty: none
 * @param reviewsMillis how long the reviews took
 * @param starsFailed whether reviews could not ask ratings
 * @param error what went wrong, for the terminal; empty: nothing
 */
record Sample(
    long beginNanos,
    long endNanos,
    boolean jason,
    int status,
    int details,
    int reviews,
    String version,
    long reviewsMillis,
    boolean starsFailed,
    String error) {

  boolean ok() {
    return status == 200 && details == 200 && reviews == 200;
  }
}
