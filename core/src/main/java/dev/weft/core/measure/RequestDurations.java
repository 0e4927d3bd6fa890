package dev.weft.core.measure;

import dev.weft.core.call.GrpcCodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Durations of all requests, one histogram for each combination of the conventions' attributes.
 * Apart from the mesh's own counters ({@code stats}), whose labels are Istio's: they know no
 * method, route or port, count a call once however often it was tried, and have other bucket edges.
 * There is none where nobody wants them. Bounded: what comes beyond is counted together.
 * Thread-safe.
 */
public final class RequestDurations {
  /** OpenTelemetry's limit of a stream; here of each instrument. */
  static final int MAX_SERIES = 2_000;

  private final Map<Key, Histogram> histograms = new ConcurrentHashMap<>();
  private final int[] sizes = new int[Instrument.values().length];

  /**
   * What a request was and how it ended. Empty texts and 0 stand for what is not said.
   *
   * @param method of HTTP; of gRPC {@code package.Service/Method}
   * @param scheme of a server
   * @param route of a server
   * @param address of a client: the host as the application wrote it
   * @param status of HTTP; of gRPC the code + 1
   * @param error type
   */
  public record Request(
      String method,
      String scheme,
      String route,
      String address,
      int port,
      int status,
      String error) {
    static final Request OVERFLOW = new Request("otel.metric.overflow", "", "", "", 0, 0, "");
  }

  private record Key(Instrument instrument, Request request) {}

  /**
   * What one series has counted since this JVM's start.
   *
   * @param attributes {@code String}, {@code Long} or {@code Boolean}
   * @param counts by bucket of {@link #edgesSeconds}, the last is beyond all
   */
  public record Point(
      Instrument instrument, Map<String, Object> attributes, long[] counts, double sumSeconds) {}

  /** Upper edges of the buckets. */
  public static List<Double> edgesSeconds() {
    return Histogram.EDGES_SECONDS;
  }

  /** Counts one request. */
  public void add(Instrument instrument, Request request, long durationNanos) {
    Key key = new Key(instrument, request);
    Histogram known = histograms.get(key);
    (known == null ? make(key) : known).add(Math.max(0, durationNanos));
  }

  private synchronized Histogram make(Key wanted) {
    Instrument instrument = wanted.instrument();
    boolean room = sizes[instrument.ordinal()] < MAX_SERIES;
    Key key = room ? wanted : new Key(instrument, Request.OVERFLOW);
    Histogram made = new Histogram();
    Histogram known = histograms.putIfAbsent(key, made);
    sizes[instrument.ordinal()] += known == null ? 1 : 0;
    return known == null ? made : known;
  }

  /** All that was counted. */
  public List<Point> points() {
    List<Point> points = new ArrayList<>(histograms.size());
    for (Map.Entry<Key, Histogram> one : histograms.entrySet()) {
      Histogram histogram = one.getValue();
      points.add(
          new Point(
              one.getKey().instrument(),
              attributes(one.getKey().instrument(), one.getKey().request()),
              histogram.counts(),
              histogram.sumSeconds()));
    }
    return points;
  }

  private static Map<String, Object> attributes(Instrument instrument, Request request) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (request.equals(Request.OVERFLOW)) {
      all.put(request.method(), Boolean.TRUE);
      return all;
    }
    int status = request.status();
    if (instrument == Instrument.HTTP_CLIENT || instrument == Instrument.HTTP_SERVER) {
      all.put("http.request.method", request.method());
      put(all, "http.route", request.route());
      put(all, "url.scheme", request.scheme());
      put(all, "http.response.status_code", number(status));
    } else {
      all.put("rpc.system.name", "grpc");
      put(all, "rpc.method", request.method());
      put(all, "rpc.status_code", status == 0 ? null : GrpcCodes.name(status - 1));
    }
    put(all, "server.address", request.address());
    put(all, "server.port", number(request.port()));
    put(all, "error.type", request.error());
    return all;
  }

  private static @Nullable Long number(int value) {
    return value == 0 ? null : Long.valueOf(value);
  }

  private static void put(Map<String, Object> all, String name, @Nullable Object value) {
    if (value != null && !value.equals("")) {
      all.put(name, value);
    }
  }
}
