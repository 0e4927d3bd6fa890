package dev.weft.policy.expression;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an {@link Expression} may ask of a call that is over, by Envoy's names. */
public enum Attribute {
  METHOD("request.method", Type.TEXT),
  /** Path and query. */
  PATH("request.path", Type.TEXT),
  /** Path without query. */
  URL_PATH("request.url_path", Type.TEXT),
  HOST("request.host", Type.TEXT),
  SCHEME("request.scheme", Type.TEXT),
  USER_AGENT("request.useragent", Type.TEXT),
  REFERER("request.referer", Type.TEXT),
  REQUEST_ID("request.id", Type.TEXT),
  DURATION("request.duration", Type.DURATION),
  CODE("response.code", Type.NUMBER),
  /** Absent where the call is none of gRPC's. */
  GRPC_STATUS("response.grpc_status", Type.NUMBER),
  MTLS("connection.mtls", Type.TRUTH),
  /** The identity that the caller has proven, {@code spiffe://...}; only where it is served. */
  PEER("connection.uri_san_peer_certificate", Type.TEXT),
  ROUTE_NAME("xds.route_name", Type.TEXT),
  CLUSTER_NAME("xds.cluster_name", Type.TEXT);

  private final String spelling;
  private final Type type;

  Attribute(String spelling, Type type) {
    this.spelling = spelling;
    this.type = type;
  }

  /** What may be compared with what. A duration is a {@code Long}, in microseconds. */
  public enum Type {
    TEXT("a text"),
    NUMBER("a whole number"),
    TRUTH("true or false"),
    DURATION("a duration as duration('100ms')");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  Type type() {
    return type;
  }

  static @Nullable Attribute named(String name) {
    for (Attribute attribute : values()) {
      if (attribute.spelling.equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(attribute -> attribute.spelling).toList();
  }
}
