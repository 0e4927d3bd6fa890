package dev.weft.collector.traces;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** 128 bits. */
public record TraceId(long high, long low) {

  /**
   * @param bytes 16 of them
   */
  static TraceId of(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new TraceId(buffer.getLong(), buffer.getLong());
  }

  /** Hexadecimal; 16 digits where the upper half is zero, as Jaeger shows it. */
  public String shown() {
    return high == 0 ? String.format("%016x", low) : String.format("%016x%016x", high, low);
  }

  /** Ids are random. */
  @Override
  public int hashCode() {
    return Long.hashCode(low ^ high);
  }
}
