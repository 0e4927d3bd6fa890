package dev.weft.collector.traces;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks for attributes in the bytes of a span, and makes no objects of all the rest. */
final class SpanBytes {
  private SpanBytes() {}

  /**
   * Whether the span or one of its events has such an attribute.
   *
   * @param key in UTF-8
   */
  static boolean any(byte[] span, byte[] key, Predicate<AnyValue> wanted) {
    try {
      return any(
          CodedInputStream.newInstance(span),
          Span.ATTRIBUTES_FIELD_NUMBER,
          Span.EVENTS_FIELD_NUMBER,
          key,
          wanted);
    } catch (IOException e) {
      throw new IllegalStateException("a span that was read before cannot be read", e);
    }
  }

  /**
   * @param within of messages that have attributes themselves, 0: there are none
   */
  private static boolean any(
      CodedInputStream in, int attributes, int within, byte[] key, Predicate<AnyValue> wanted)
      throws IOException {
    int tag = in.readTag();
    while (tag != 0) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == attributes || field == within) {
        int limit = in.pushLimit(in.readRawVarint32());
        boolean found =
            field == attributes
                ? isWanted(in, key, wanted)
                : any(in, Span.Event.ATTRIBUTES_FIELD_NUMBER, 0, key, wanted);
        if (found) {
          return true;
        }
        in.skipRawBytes(in.getBytesUntilLimit());
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
      tag = in.readTag();
    }
    return false;
  }

  /** Reads one attribute, or as much of it as shows that it has another key. */
  private static boolean isWanted(CodedInputStream in, byte[] key, Predicate<AnyValue> wanted)
      throws IOException {
    boolean itsKey = false;
    AnyValue value = null;
    int tag = in.readTag();
    while (tag != 0) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == KeyValue.KEY_FIELD_NUMBER) {
        itsKey = Arrays.equals(in.readByteArray(), key);
        if (!itsKey) {
          return false;
        }
      } else if (field == KeyValue.VALUE_FIELD_NUMBER) {
        value = AnyValue.parseFrom(in.readByteArray());
      } else {
        in.skipField(tag);
      }
      tag = in.readTag();
    }
    return itsKey && wanted.test(orDefault(value));
  }

  private static AnyValue orDefault(@Nullable AnyValue value) {
    return value == null ? AnyValue.getDefaultInstance() : value;
  }
}
