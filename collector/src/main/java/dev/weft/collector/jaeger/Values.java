package dev.weft.collector.jaeger;

import dev.weft.collector.json.Json;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Attribute values as texts, as OpenTelemetry's collector writes them. */
final class Values {
  private Values() {}

  /** What a searched tag is compared with. */
  static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> number(value.getDoubleValue());
      case BYTES_VALUE -> base64(value);
      case ARRAY_VALUE, KVLIST_VALUE -> Json.write(plain(value));
      default -> "";
    };
  }

  private static String base64(AnyValue value) {
    return Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
  }

  /** As ECMAScript: without an exponent from 1e-6 to 1e21. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "json: unsupported value: "
          + (Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-6 || size >= 1e21)) {
      String text = Double.toString(value).replace(".0E", "E").replace('E', 'e');
      return text.contains("e-") ? text : text.replace("e", "e+");
    }
    String text = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    return text.equals("0") && 1 / value < 0 ? "-0" : text;
  }

  /** Maps by their keys, whole numbers that are doubles without a point: as Go writes JSON. */
  private static @Nullable Object plain(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> whole(value.getDoubleValue());
      case BYTES_VALUE -> base64(value);
      case ARRAY_VALUE -> list(value.getArrayValue().getValuesList());
      case KVLIST_VALUE -> map(value.getKvlistValue().getValuesList());
      default -> null;
    };
  }

  private static Object whole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? (Object) (long) value
        : (Object) value;
  }

  private static List<@Nullable Object> list(List<AnyValue> values) {
    List<@Nullable Object> list = new ArrayList<>();
    values.forEach(value -> list.add(plain(value)));
    return list;
  }

  private static Map<String, @Nullable Object> map(List<KeyValue> entries) {
    Map<String, @Nullable Object> map = new TreeMap<>();
    entries.forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
    return map;
  }
}
