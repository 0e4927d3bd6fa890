package dev.weft.policy.frame;

import static dev.weft.policy.frame.Trees.list;
import static dev.weft.policy.frame.Trees.object;

import dev.weft.policy.frame.AgentMessage.Ejections;
import dev.weft.policy.frame.AgentMessage.Ejections.Ejection;
import java.util.Map;

/** {@link Ejections} to and from trees. Stateless. */
final class EjectionTrees {
  private EjectionTrees() {}

  static Map<String, Object> tree(Ejections message) {
    return object(
        "type", "ejections",
        "more", message.more(),
        "ejections", list(message.ejections(), EjectionTrees::ejection));
  }

  static Ejections message(Fields fields) throws MalformedMessageException {
    return new Ejections(
        fields.number("more", 0, Integer.MAX_VALUE),
        fields.objects("ejections", EjectionTrees::ejection));
  }

  private static Map<String, Object> ejection(Ejection one) {
    return object(
        "host", one.host(),
        "subset", one.subset(),
        "instance", one.instance(),
        "port", one.port(),
        "cause", one.cause(),
        "failures", one.failures(),
        "agoMillis", one.agoMillis(),
        "forMillis", one.forMillis());
  }

  private static Ejection ejection(Fields fields) throws MalformedMessageException {
    return new Ejection(
        fields.text("host"),
        fields.text("subset"),
        fields.text("instance"),
        fields.number("port", 0, 65535),
        fields.text("cause"),
        fields.number("failures", 0, Integer.MAX_VALUE),
        fields.integer("agoMillis"),
        fields.integer("forMillis"));
  }
}
