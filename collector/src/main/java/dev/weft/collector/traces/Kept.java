package dev.weft.collector.traces;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.function.Predicate;

/**
 * One span: what is searched by as fields, the rest as the bytes that came. As objects of protobuf
 * a span takes about three times as much.
 */
public final class Kept {
  /** Beside the bytes: this object, the array's head, its place in the trace's list. */
  private static final int OVERHEAD_BYTES = 104;

  private final SharedSource source;
  private final Operation operation;
  private final long spanId;
  private final long parentId;
  private final long startNanos;
  private final long durationNanos;
  private final byte status;
  private final boolean retried;
  private final byte[] bytes;

  Kept(SharedSource source, Operation operation, Span span) {
    this.source = source;
    this.operation = operation;
    this.spanId = id(span.getSpanId());
    this.parentId = id(span.getParentSpanId());
    this.startNanos = span.getStartTimeUnixNano();
    // Jaeger takes what ends before it begins for a nanosecond.
    this.durationNanos = Math.max(1, span.getEndTimeUnixNano() - startNanos);
    this.status = (byte) span.getStatus().getCodeValue();
    this.retried = retried(span);
    this.bytes = span.toByteArray();
  }

  private static long id(ByteString bytes) {
    return bytes.size() == 8 ? bytes.asReadOnlyByteBuffer().getLong() : 0;
  }

  private static boolean retried(Span span) {
    for (KeyValue attribute : span.getAttributesList()) {
      String key = attribute.getKey();
      if (key.equals("weft.attempt") || key.equals("http.request.resend_count")) {
        return true;
      }
    }
    return false;
  }

  public Source source() {
    return source.source();
  }

  SharedSource shared() {
    return source;
  }

  public String service() {
    return source.source().service();
  }

  public String operation() {
    return operation.name();
  }

  Operation ofOperation() {
    return operation;
  }

  public long spanId() {
    return spanId;
  }

  /** 0: none. */
  public long parentId() {
    return parentId;
  }

  public long startNanos() {
    return startNanos;
  }

  /** 1 or more. */
  public long durationNanos() {
    return durationNanos;
  }

  public boolean isError() {
    return status == Status.StatusCode.STATUS_CODE_ERROR_VALUE;
  }

  /** A try after the first. */
  boolean isRetried() {
    return retried;
  }

  /** Where a trace begins as far as this service sees it: the root, or a call that was served. */
  boolean isEntry() {
    return parentId == 0 || operation.kind() == Span.SpanKind.SPAN_KIND_SERVER;
  }

  int size() {
    return bytes.length + OVERHEAD_BYTES;
  }

  /**
   * Whether it or one of its events has such an attribute.
   *
   * @param key in UTF-8, not empty
   */
  public boolean has(byte[] key, Predicate<AnyValue> wanted) {
    return mayHave(key) && SpanBytes.any(bytes, key, wanted);
  }

  /** Whether the bytes hold this key, or something that looks like it. */
  private boolean mayHave(byte[] key) {
    byte[] in = bytes;
    int last = in.length - key.length;
    byte first = key[0];
    for (int i = 0; i <= last; i++) {
      if (in[i] == first && in[i + key.length - 1] == key[key.length - 1] && isAt(in, i, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(byte[] in, int at, byte[] key) {
    for (int i = 1; i < key.length; i++) {
      if (in[at + i] != key[i]) {
        return false;
      }
    }
    return true;
  }

  /** All of it. */
  public Span span() {
    try {
      return Span.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a span that was read before cannot be read", e);
    }
  }
}
