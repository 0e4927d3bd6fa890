package dev.weft.collector.demo;

import java.util.List;

/** Istio's Bookinfo tasks in their order. */
final class Steps {
  private Steps() {}

  static List<Step> all() {
    return List.of(
        new Step(
            "All calls to v1",
            "virtual-service-all-v1.yaml",
            sample -> sample.version().equals("v1"),
            false,
            4,
            window -> window.share(s -> s.version().equals("v1")) == 100 && window.failed() == 0,
            "reviews v1 100 %"),
        new Step(
            "20 % to v2",
            "virtual-service-reviews-80-20.yaml",
            null,
            false,
            7,
            window ->
                window.failed() == 0
                    && within(window.share(s -> s.version().equals("v1")), 70, 90)
                    && within(window.share(s -> s.version().equals("v2")), 10, 30),
            "reviews v1 80 %, v2 20 %"),
        new Step(
            "jason to v2, all others to v1",
            "virtual-service-reviews-test-v2.yaml",
            null,
            true,
            4,
            window ->
                window.failed() == 0
                    && window.only(Sample::jason).share(s -> s.version().equals("v2")) == 100
                    && window.only(s -> !s.jason()).share(s -> s.version().equals("v1")) == 100,
            "jason v2 100 %, others v1 100 %"),
        new Step(
            "jason's ratings are delayed",
            "virtual-service-ratings-test-delay.yaml",
            sample -> sample.reviewsMillis() >= 1_900,
            true,
            4,
            window ->
                window.failed() == 0
                    && window.only(Sample::jason).share(s -> s.reviewsMillis() >= 1_900) == 100
                    && window.only(s -> !s.jason()).share(s -> s.reviewsMillis() < 1_900) == 100,
            "jason waits, nobody else does"),
        new Step(
            "jason's ratings fail",
            "virtual-service-ratings-test-abort.yaml",
            Sample::starsFailed,
            true,
            4,
            window ->
                window.failed() == 0
                    && window.only(Sample::jason).share(Sample::starsFailed) == 100
                    && window.only(s -> !s.jason()).share(Sample::starsFailed) == 0,
            "jason sees no stars, the page stays up"));
  }

  private static boolean within(double value, double low, double high) {
    return value >= low && value <= high;
  }
}
