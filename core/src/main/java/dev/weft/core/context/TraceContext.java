package dev.weft.core.context;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where in which trace something happens: W3C's trace context. Immutable.
 *
 * <p>A {@code spanId} of 0 means that the trace has begun here and has no span yet.
 */
public final class TraceContext {
  /** W3C flag: the trace is recorded. */
  public static final int SAMPLED = 1;

  /** W3C flag, level 2: the trace id is random. */
  public static final int RANDOM = 2;

  private final long traceIdHigh;
  private final long traceIdLow;
  private final long spanId;
  private final int flags;
  private final @Nullable String traceState;
  private final @Nullable String baggage;
  // Written by whoever needs it first; the text is the same whoever writes it.
  private @Nullable String text;

  public TraceContext(
      long traceIdHigh,
      long traceIdLow,
      long spanId,
      int flags,
      @Nullable String traceState,
      @Nullable String baggage) {
    this.traceIdHigh = traceIdHigh;
    this.traceIdLow = traceIdLow;
    this.spanId = spanId;
    this.flags = flags;
    this.traceState = traceState;
    this.baggage = baggage;
  }

  /** The same trace, in another span. */
  public TraceContext child(long childSpanId, boolean sampled) {
    int childFlags = sampled ? flags | SAMPLED : flags & ~SAMPLED;
    return new TraceContext(traceIdHigh, traceIdLow, childSpanId, childFlags, traceState, baggage);
  }

  /** The same, with what is handed on beside the trace. */
  public TraceContext with(@Nullable String carried) {
    TraceContext copy =
        new TraceContext(traceIdHigh, traceIdLow, spanId, flags, traceState, carried);
    copy.text = text;
    return copy;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public long spanId() {
    return spanId;
  }

  public int flags() {
    return flags;
  }

  public boolean isSampled() {
    return (flags & SAMPLED) != 0;
  }

  /** As it came; null: none. */
  public @Nullable String traceState() {
    return traceState;
  }

  /** As it came; null: none. */
  public @Nullable String baggage() {
    return baggage;
  }

  /** 32 hexadecimal digits. */
  public String traceId() {
    byte[] digits = new byte[32];
    Hex.write(traceIdHigh, digits, 0);
    Hex.write(traceIdLow, digits, 16);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  /** The value of {@code traceparent}. */
  public String traceParent() {
    String known = text;
    if (known == null) {
      byte[] chars = new byte[55];
      chars[0] = '0';
      chars[1] = '0';
      chars[2] = '-';
      Hex.write(traceIdHigh, chars, 3);
      Hex.write(traceIdLow, chars, 19);
      chars[35] = '-';
      Hex.write(spanId, chars, 36);
      chars[52] = '-';
      chars[53] = '0';
      chars[54] = (byte) ('0' + (flags & (SAMPLED | RANDOM)));
      known = new String(chars, StandardCharsets.ISO_8859_1);
      text = known;
    }
    return known;
  }

  /** Null where {@code value} is not a valid {@code traceparent}. */
  public static @Nullable TraceContext parse(String value, @Nullable String traceState) {
    int length = value.length();
    if (length < 55
        || value.charAt(2) != '-'
        || value.charAt(35) != '-'
        || value.charAt(52) != '-'
        || !Hex.is(value, 0, 2)
        || !Hex.is(value, 3, 35)
        || !Hex.is(value, 36, 52)
        || !Hex.is(value, 53, 55)) {
      return null;
    }
    boolean zero = value.startsWith("00");
    if (value.startsWith("ff")
        || (zero && length > 55)
        || (length > 55 && value.charAt(55) != '-')) {
      return null;
    }
    long high = Hex.read(value, 3, 19);
    long low = Hex.read(value, 19, 35);
    long span = Hex.read(value, 36, 52);
    if ((high | low) == 0 || span == 0) {
      return null;
    }
    int flags = (int) Hex.read(value, 53, 55);
    TraceContext parsed = new TraceContext(high, low, span, flags, traceState, null);
    if (zero && flags <= (SAMPLED | RANDOM)) {
      parsed.text = value;
    }
    return parsed;
  }
}
