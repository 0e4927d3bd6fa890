package dev.weft.collector.demo;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One policy and what it must do to the traffic.
 *
 * @param title what it is about
 * @param file the document's name, of the demo's own or of Istio's samples
 * @param changed holds for a page that only the new policy explains; the first one is timed
 * @param changedUser whose pages can show it
 * @param seconds of traffic to look at
 * @param observed whether the traffic did what the policy says
 * @param expectation in words
 */
record Step(
    String title,
    String file,
    @Nullable Predicate<Sample> changed,
    boolean changedUser,
    int seconds,
    Predicate<Window> observed,
    String expectation) {}
