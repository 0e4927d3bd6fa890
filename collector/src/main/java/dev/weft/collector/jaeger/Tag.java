package dev.weft.collector.jaeger;

import dev.weft.collector.json.Tree;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A key with a value of one of Jaeger's types.
 *
 * @param type in the order in which Jaeger sorts types
 * @param value {@code String}, {@code Boolean}, {@code Long}, {@code Double}, or for {@link
 *     Type#BINARY} the bytes in base64
 */
record Tag(String key, Type type, Object value) {
  /** Above it JavaScript loses digits: Jaeger gives such numbers as texts. */
  private static final long MAX_SAFE = (1L << 53) - 1;

  static final Comparator<Tag> ORDER =
      Comparator.comparing(Tag::key)
          .thenComparing(Tag::type)
          .thenComparing(tag -> tag.value().toString());

  enum Type {
    STRING,
    BOOL,
    INT64,
    FLOAT64,
    BINARY
  }

  static Tag text(String key, String value) {
    return new Tag(key, Type.STRING, value);
  }

  static Tag of(KeyValue attribute) {
    String key = attribute.getKey();
    AnyValue value = attribute.getValue();
    return switch (value.getValueCase()) {
      case STRING_VALUE -> text(key, value.getStringValue());
      case BOOL_VALUE -> new Tag(key, Type.BOOL, value.getBoolValue());
      case INT_VALUE -> new Tag(key, Type.INT64, value.getIntValue());
      case DOUBLE_VALUE -> new Tag(key, Type.FLOAT64, value.getDoubleValue());
      case BYTES_VALUE ->
          new Tag(
              key,
              Type.BINARY,
              Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
      case ARRAY_VALUE, KVLIST_VALUE -> text(key, Values.text(value));
      default -> text(key, "");
    };
  }

  boolean isText(String wanted) {
    return type == Type.STRING && value.equals(wanted);
  }

  Map<String, Object> tree() {
    boolean unsafe = value instanceof Long number && (number > MAX_SAFE || number < -MAX_SAFE);
    return Tree.of(
        "key",
        key,
        "type",
        type.name().toLowerCase(Locale.ROOT),
        "value",
        unsafe ? value.toString() : value);
  }

  static List<Object> trees(List<Tag> tags) {
    return tags.stream().<Object>map(Tag::tree).toList();
  }
}
