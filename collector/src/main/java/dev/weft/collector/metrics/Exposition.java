package dev.weft.collector.metrics;

import dev.weft.policy.frame.Channel;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mesh's calls as Prometheus reads them, under Istio's names. Written piece by piece: ten
 * thousand series are 200 MB of text. Immutable.
 */
public final class Exposition {
  private static final List<Double> EDGES = Channel.BUCKET_EDGES_MILLIS;
  private static final String REQUESTS = "istio_requests";
  private static final String DURATION = "istio_request_duration_milliseconds";

  private final List<Totals.Shown> series;

  Exposition(List<Totals.Shown> series) {
    this.series = series;
  }

  /** The two text formats. */
  public enum Format {
    /** Prometheus' own, {@code text/plain; version=0.0.4}. */
    PLAIN,
    /** OpenMetrics 1.0.0, which has exemplars. */
    OPEN_METRICS
  }

  /** Both families, without an end mark: others may follow. */
  public void write(Appendable out, Format format) throws IOException {
    boolean open = format == Format.OPEN_METRICS;
    head(out, open ? REQUESTS : REQUESTS + "_total", "counter", "Requests, as agents saw them end");
    for (Totals.Shown one : series) {
      out.append(REQUESTS).append("_total").append(labels(one.key(), null));
      out.append(' ').append(Long.toString(one.count())).append('\n');
    }
    head(out, DURATION, "histogram", "How long they took, milliseconds");
    for (Totals.Shown one : series) {
      histogram(out, one, open);
    }
  }

  private static void head(Appendable out, String name, String type, String help)
      throws IOException {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void histogram(Appendable out, Totals.Shown one, boolean open) throws IOException {
    String before = labels(one.key(), "le=\"");
    long sum = 0;
    for (int i = 0; i < one.buckets().length; i++) {
      sum += one.buckets()[i];
      out.append(DURATION).append("_bucket").append(before);
      out.append(i < EDGES.size() ? EDGES.get(i).toString() : "+Inf").append("\"} ");
      out.append(Long.toString(sum));
      if (open && one.examples() != null) {
        example(out, one.examples()[i]);
      }
      out.append('\n');
    }
    String labels = labels(one.key(), null);
    out.append(DURATION).append("_sum").append(labels).append(' ');
    out.append(Double.toString(one.millis())).append('\n');
    out.append(DURATION).append("_count").append(labels).append(' ');
    out.append(Long.toString(sum)).append('\n');
  }

  private static void example(Appendable out, Totals.@Nullable Example example) throws IOException {
    if (example != null) {
      out.append(" # {trace_id=\"").append(example.traceId()).append("\"} ");
      out.append(Double.toString(example.millis())).append(' ');
      out.append(Double.toString(example.atMillis() / 1000.0));
    }
  }

  /**
   * In braces.
   *
   * @param last a label that comes last and is left open; null: none
   */
  private static String labels(SeriesKey key, @Nullable String last) {
    StringBuilder text = new StringBuilder(1024).append('{');
    if (key.isOverflow()) {
      text.append(SeriesKey.OVERFLOW_LABEL).append("=\"true\",");
    }
    for (String name : SeriesKey.NAMES) {
      String value = key.get(name);
      if (!value.isEmpty()) {
        text.append(name).append("=\"");
        escape(text, value);
        text.append("\",");
      }
    }
    if (last != null) {
      return text.append(last).toString();
    }
    text.setCharAt(text.length() - 1, '}');
    return text.toString();
  }

  private static void escape(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }
}
