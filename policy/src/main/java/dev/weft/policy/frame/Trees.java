package dev.weft.policy.frame;

import dev.weft.policy.document.DocumentKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parts that several messages share, to and from trees. */
final class Trees {
  private Trees() {}

  /** An object of these names and values, in this order. */
  static Map<String, Object> object(@Nullable Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  static <T> List<Object> list(List<T> values, Function<T, Object> tree) {
    // No stream: the first one that becomes a list loads twenty classes of the JDK.
    List<Object> trees = new ArrayList<>(values.size());
    for (T value : values) {
      trees.add(tree.apply(value));
    }
    return trees;
  }

  static Map<String, Object> key(DocumentKey key) {
    return object("kind", key.kind(), "namespace", key.namespace(), "name", key.name());
  }

  static DocumentKey key(Fields fields) throws MalformedMessageException {
    return new DocumentKey(fields.text("kind"), fields.text("namespace"), fields.text("name"));
  }

  static Map<String, Object> instance(Instance instance) {
    return object(
        "id", instance.id(),
        "service", instance.service(),
        "namespace", instance.namespace(),
        "serviceAccount", instance.serviceAccount(),
        "labels", instance.labels(),
        "ports", list(instance.ports(), Trees::port));
  }

  static Instance instance(Fields fields) throws MalformedMessageException {
    return new Instance(
        fields.text("id"),
        fields.text("service"),
        fields.text("namespace"),
        fields.text("serviceAccount"),
        fields.texts("labels"),
        fields.objects("ports", Trees::port));
  }

  static SwitchLevel level(Fields fields, String name) throws MalformedMessageException {
    String word = fields.text(name);
    for (SwitchLevel level : SwitchLevel.values()) {
      if (level.word().equals(word)) {
        return level;
      }
    }
    throw new MalformedMessageException(
        name + ": '" + word + "' where none, policy or all was expected");
  }

  private static Map<String, Object> port(Instance.Port port) {
    return object(
        "servicePort", port.servicePort(),
        "address", port.address(),
        "port", port.port(),
        "protocol", port.protocol(),
        "mtlsPort", port.mtlsPort(),
        "loopback", port.loopback());
  }

  private static Instance.Port port(Fields fields) throws MalformedMessageException {
    return new Instance.Port(
        fields.number("servicePort", 0, 65535),
        fields.text("address"),
        fields.number("port", 0, 65535),
        fields.text("protocol"),
        fields.number("mtlsPort", 0, 65535),
        fields.truth("loopback"));
  }
}
