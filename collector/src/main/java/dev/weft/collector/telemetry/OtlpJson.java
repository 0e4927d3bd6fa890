package dev.weft.collector.telemetry;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OTLP's JSON: protobuf's own mapping, but ids are hexadecimal and enums are numbers. Unknown
 * fields are passed over, as OTLP demands. Stateless.
 */
final class OtlpJson {
  /** Attribute values nest; JSON beyond that is no telemetry. */
  private static final int MAX_DEPTH = 64;

  /** Some 3,500 spans with 15 attributes each; as objects 25 MB. */
  private static final int MAX_VALUES = 250_000;

  private static final Set<String> HEXADECIMAL = Set.of("trace_id", "span_id", "parent_span_id");

  private static final JsonTree READER =
      new JsonTree(new TreeLimits(Inflated.MAX_BYTES, MAX_DEPTH, MAX_VALUES));

  private OtlpJson() {}

  /**
   * Fills a message.
   *
   * @throws MalformedTreeException if it is not JSON, or not of this message; says where
   */
  static <B extends Message.Builder> B read(String json, B into) throws MalformedTreeException {
    fill(READER.read(json), into, "");
    return into;
  }

  private static void fill(@Nullable Object tree, Message.Builder into, String path)
      throws MalformedTreeException {
    if (!(tree instanceof Map<?, ?> map)) {
      throw wrong(path, "an object");
    }
    for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
      Object value = map.get(field.getJsonName());
      if (value == null) {
        value = map.get(field.getName());
      }
      if (value == null) {
        continue;
      }
      String at = path.isEmpty() ? field.getJsonName() : path + "." + field.getJsonName();
      if (!field.isRepeated()) {
        into.setField(field, value(field, value, into, at));
      } else if (value instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          into.addRepeatedField(field, value(field, list.get(i), into, at + "[" + i + "]"));
        }
      } else {
        throw wrong(at, "a list");
      }
    }
  }

  private static Object value(
      FieldDescriptor field, @Nullable Object value, Message.Builder parent, String at)
      throws MalformedTreeException {
    switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder child = parent.newBuilderForField(field);
        fill(value, child, at);
        return child.build();
      }
      case STRING -> {
        if (value instanceof String text) {
          return text;
        }
      }
      case BOOLEAN -> {
        if (value instanceof Boolean truth) {
          return truth;
        }
      }
      case BYTE_STRING -> {
        if (value instanceof String text) {
          return bytes(field, text, at);
        }
      }
      case INT, LONG -> {
        Long number = whole(field, value);
        if (number != null) {
          return field.getJavaType() == FieldDescriptor.JavaType.INT
              ? (Object) number.intValue()
              : number;
        }
      }
      case DOUBLE, FLOAT -> {
        Double number = real(value);
        if (number != null) {
          return field.getJavaType() == FieldDescriptor.JavaType.FLOAT
              ? (Object) number.floatValue()
              : number;
        }
      }
      case ENUM -> {
        EnumValueDescriptor known = known(field, value);
        if (known != null) {
          return known;
        }
      }
    }
    throw wrong(at, "a value of type " + field.getType().name().toLowerCase(Locale.ROOT));
  }

  private static @Nullable EnumValueDescriptor known(
      FieldDescriptor field, @Nullable Object value) {
    if (value instanceof String name) {
      return field.getEnumType().findValueByName(name);
    }
    return value instanceof Long number && number.intValue() == number
        ? field.getEnumType().findValueByNumberCreatingIfUnknown(number.intValue())
        : null;
  }

  private static ByteString bytes(FieldDescriptor field, String text, String at)
      throws MalformedTreeException {
    try {
      return ByteString.copyFrom(
          HEXADECIMAL.contains(field.getName())
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw wrong(at, HEXADECIMAL.contains(field.getName()) ? "hexadecimal digits" : "base64");
    }
  }

  /** Numbers of 64 bits may be texts; of those without a sign the upper half may be. */
  private static @Nullable Long whole(FieldDescriptor field, @Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Double number && number == Math.rint(number)) {
      return number.longValue();
    }
    if (value instanceof String text && text.matches("-?\\d{1,20}")) {
      try {
        boolean unsigned =
            field.getType() == FieldDescriptor.Type.FIXED64
                || field.getType() == FieldDescriptor.Type.UINT64;
        return unsigned ? Long.parseUnsignedLong(text) : Long.parseLong(text);
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable Double real(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      return switch (text) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> null;
      };
    }
    return null;
  }

  private static MalformedTreeException wrong(String path, String expected) {
    return new MalformedTreeException(path, "expected " + expected, 0, 0);
  }
}
