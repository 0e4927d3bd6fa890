package dev.weft.policy.frame;

import static dev.weft.policy.frame.Trees.list;
import static dev.weft.policy.frame.Trees.object;

import dev.weft.policy.document.PolicyDocument;
import java.util.Map;

/** {@link CollectorMessage} to and from trees. Stateless. */
final class CollectorMessages {

  Map<String, Object> tree(CollectorMessage message) {
    if (message instanceof CollectorMessage.Welcome m) {
      return object(
          "type", "welcome",
          "epoch", m.epoch(),
          "trustDomain", m.trustDomain(),
          "leaseMillis", m.leaseMillis(),
          "heartbeatMillis", m.heartbeatMillis(),
          "address", m.address(),
          "nowMillis", m.nowMillis(),
          "ledger", m.ledger());
    } else if (message instanceof Frame m) {
      return frame(m);
    } else if (message instanceof CollectorMessage.Registered) {
      return object("type", "registered");
    } else if (message instanceof CollectorMessage.Deregistered) {
      return object("type", "deregistered");
    } else if (message instanceof CollectorMessage.Certificate m) {
      return object("type", "certificate", "chain", m.chain(), "roots", m.roots());
    } else if (message instanceof CollectorMessage.SignRefused m) {
      return object("type", "sign-refused", "reason", m.reason());
    } else if (message instanceof CollectorMessage.Roots m) {
      return object("type", "roots", "pem", m.pem(), "renew", m.renew());
    } else if (message instanceof CollectorMessage.Switches m) {
      return object(
          "type", "switches",
          "level", m.level().word(),
          "kept", m.kept().word(),
          "adapters", m.adapters());
    } else if (message instanceof CollectorMessage.Unknown m) {
      return object("type", m.type());
    }
    CollectorMessage.StatsTaken m = (CollectorMessage.StatsTaken) message;
    return object("type", "stats-taken", "sequence", m.sequence());
  }

  CollectorMessage message(Fields fields) throws MalformedMessageException {
    String type = fields.text("type");
    return switch (type) {
      case "welcome" ->
          new CollectorMessage.Welcome(
              fields.text("epoch"),
              fields.text("trustDomain"),
              fields.integer("leaseMillis"),
              fields.integer("heartbeatMillis"),
              fields.text("address"),
              fields.integer("nowMillis"),
              fields.text("ledger", ""));
      case "frame" -> frame(fields);
      case "registered" -> new CollectorMessage.Registered();
      case "deregistered" -> new CollectorMessage.Deregistered();
      case "certificate" ->
          new CollectorMessage.Certificate(fields.text("chain"), fields.text("roots"));
      case "sign-refused" -> new CollectorMessage.SignRefused(fields.text("reason"));
      case "roots" -> new CollectorMessage.Roots(fields.text("pem"), fields.truth("renew", false));
      case "stats-taken" -> new CollectorMessage.StatsTaken(fields.integer("sequence"));
      case "switches" ->
          new CollectorMessage.Switches(
              Trees.level(fields, "level"), Trees.level(fields, "kept"), fields.words("adapters"));
      default -> new CollectorMessage.Unknown(type);
    };
  }

  private static Map<String, Object> frame(Frame frame) {
    return object(
        "type", "frame",
        "epoch", frame.epoch(),
        "revision", frame.revision(),
        "base", frame.base(),
        "documents", list(frame.documents(), CollectorMessages::document),
        "removedDocuments", list(frame.removedDocuments(), Trees::key),
        "hosts", list(frame.hosts(), CollectorMessages::host),
        "removedHosts", frame.removedHosts(),
        "endpoints", list(frame.endpoints(), CollectorMessages::endpoints));
  }

  private static Frame frame(Fields fields) throws MalformedMessageException {
    return new Frame(
        fields.text("epoch"),
        fields.integer("revision"),
        fields.integer("base"),
        fields.objects("documents", CollectorMessages::document),
        fields.objects("removedDocuments", Trees::key),
        fields.objects("hosts", CollectorMessages::host),
        fields.words("removedHosts"),
        fields.objects("endpoints", CollectorMessages::endpoints));
  }

  private static Map<String, Object> document(PolicyDocument document) {
    return object(
        "key", Trees.key(document.key()),
        "apiVersion", document.apiVersion(),
        "labels", document.labels(),
        "annotations", document.annotations(),
        "spec", document.spec(),
        "createdMillis", document.createdMillis());
  }

  private static PolicyDocument document(Fields fields) throws MalformedMessageException {
    return new PolicyDocument(
        Trees.key(fields.fields("key")),
        fields.text("apiVersion"),
        fields.texts("labels"),
        fields.texts("annotations"),
        fields.tree("spec"),
        fields.integer("createdMillis"));
  }

  private static Map<String, Object> host(Host host) {
    return object("name", host.name(), "ports", list(host.ports(), CollectorMessages::port));
  }

  private static Host host(Fields fields) throws MalformedMessageException {
    return new Host(fields.text("name"), fields.objects("ports", CollectorMessages::port));
  }

  private static Map<String, Object> port(Host.ServicePort port) {
    return object("number", port.number(), "protocol", port.protocol());
  }

  private static Host.ServicePort port(Fields fields) throws MalformedMessageException {
    return new Host.ServicePort(fields.number("number", 0, 65535), fields.text("protocol"));
  }

  private static Map<String, Object> endpoints(HostEndpoints endpoints) {
    return object(
        "host", endpoints.host(), "instances", list(endpoints.instances(), Trees::instance));
  }

  private static HostEndpoints endpoints(Fields fields) throws MalformedMessageException {
    return new HostEndpoints(fields.text("host"), fields.objects("instances", Trees::instance));
  }
}
