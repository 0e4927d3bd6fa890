package dev.weft.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a call's cost grows with a size.
 *
 * @param workload what was varied
 * @param points by growing size, at least one
 */
public record Growth(String workload, List<Point> points) {
  // Forks of one benchmark differ by about a tenth; less than this over the whole range is flat.
  private static final double FLAT = 1.25;

  public Growth {
    if (points.isEmpty()) {
      throw new IllegalArgumentException(workload + ": no points; expected one or more");
    }
    points = List.copyOf(points);
  }

  /**
   * @param size 1 or more
   * @param nanos of a call
   * @param bytes of a call
   */
  public record Point(int size, double nanos, double bytes) {}

  /** The simplest that explains the points. */
  public enum Shape {
    /** The dearest size costs less than 1.25 times the cheapest. */
    FLAT,
    /** a + b · log size fits better than a line. */
    LOGARITHMIC,
    /** a + b · size fits better than a logarithm. */
    LINEAR
  }

  public Shape shape() {
    double least = points.stream().mapToDouble(Point::nanos).min().orElseThrow();
    double most = points.stream().mapToDouble(Point::nanos).max().orElseThrow();
    if (most < least * FLAT) {
      return Shape.FLAT;
    }
    return fit(Math::log10).misfit < fit(size -> size).misfit ? Shape.LOGARITHMIC : Shape.LINEAR;
  }

  /** In words, with what the growth comes to. */
  public String verdict() {
    return switch (shape()) {
      case FLAT -> "flat";
      case LOGARITHMIC ->
          String.format(Locale.ROOT, "logarithmic: %.1f ns a tenfold", fit(Math::log10).slope);
      case LINEAR ->
          String.format(Locale.ROOT, "linear: %.1f ns for each thousand", 1000 * fit(s -> s).slope);
    };
  }

  private record Line(double slope, double misfit) {}

  /** Least squares of nanos over a function of the size, of relative errors: sizes span decades. */
  private Line fit(DoubleUnaryOperator of) {
    double weights = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (Point point : points) {
      double x = of.applyAsDouble(point.size);
      double weight = 1 / (point.nanos * point.nanos);
      weights += weight;
      sumX += weight * x;
      sumY += weight * point.nanos;
      sumXx += weight * x * x;
      sumXy += weight * x * point.nanos;
    }
    double slope = (weights * sumXy - sumX * sumY) / (weights * sumXx - sumX * sumX);
    double base = (sumY - slope * sumX) / weights;
    double misfit = 0;
    for (Point point : points) {
      double error = (base + slope * of.applyAsDouble(point.size) - point.nanos) / point.nanos;
      misfit += error * error;
    }
    return new Line(slope, misfit);
  }

  /** Of all workloads of the core whose subjects are sizes, in the order they were measured in. */
  public static List<Growth> all(Summary summary) {
    return summary.workloads("core").stream()
        .map(workload -> of(summary, workload))
        .filter(Objects::nonNull)
        .toList();
  }

  /** By the figures of a workload of the core whose subjects are sizes; null if they are not. */
  static @Nullable Growth of(Summary summary, String workload) {
    List<Point> points = new ArrayList<>();
    for (String subject : summary.subjects("core", workload)) {
      Spread nanos = summary.of("core", workload, subject, "cpu");
      Spread bytes = summary.of("core", workload, subject, "allocated");
      if (nanos == null || bytes == null || !subject.matches("[1-9][0-9]{0,8}")) {
        return null;
      }
      points.add(new Point(Integer.parseInt(subject), nanos.median(), bytes.median()));
    }
    points.sort(Comparator.comparingInt(Point::size));
    return points.isEmpty() ? null : new Growth(workload, points);
  }

  /** One line each: what was varied, size and cost, and the verdict. */
  public static String table(List<Growth> all) {
    StringBuilder text =
        new StringBuilder("| varied | size: ns a call | growth |\n|---|---|---|\n");
    for (Growth one : all) {
      text.append("| ").append(one.workload).append(" | ");
      text.append(
          one.points.stream()
              .map(point -> String.format(Locale.ROOT, "%,d: %.0f", point.size, point.nanos))
              .collect(Collectors.joining(" · ")));
      text.append(" | ").append(one.verdict()).append(" |\n");
    }
    return text.toString();
  }

  /** For a plot: {@code workload,size,ns,bytes}, with a header line. */
  public static String csv(List<Growth> all) {
    StringBuilder text = new StringBuilder("workload,size,ns,bytes\n");
    for (Growth one : all) {
      for (Point point : one.points) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s,%d,%.2f,%.1f\n",
                one.workload,
                point.size,
                point.nanos,
                point.bytes));
      }
    }
    return text.toString();
  }
}
