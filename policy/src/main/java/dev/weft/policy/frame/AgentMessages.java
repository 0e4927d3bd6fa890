package dev.weft.policy.frame;

import static dev.weft.policy.frame.Trees.list;
import static dev.weft.policy.frame.Trees.object;

import dev.weft.policy.frame.AgentMessage.AdapterReport;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import java.util.Map;

/** {@link AgentMessage} to and from trees. Stateless. */
final class AgentMessages {

  Map<String, Object> tree(AgentMessage message) {
    if (message instanceof AgentMessage.Hello m) {
      return hello(m);
    } else if (message instanceof AgentMessage.Register m) {
      return object("type", "register", "instances", list(m.instances(), Trees::instance));
    } else if (message instanceof AgentMessage.Heartbeat) {
      return object("type", "heartbeat");
    } else if (message instanceof AgentMessage.Deregister) {
      return object("type", "deregister");
    } else if (message instanceof AgentMessage.Use m) {
      return object("type", "use", "hosts", m.hosts());
    } else if (message instanceof AgentMessage.Ack m) {
      return object("type", "ack", "epoch", m.epoch(), "revision", m.revision());
    } else if (message instanceof Nack m) {
      return object(
          "type", "nack",
          "epoch", m.epoch(),
          "revision", m.revision(),
          "refusals", list(m.refusals(), AgentMessages::refusal));
    } else if (message instanceof AgentMessage.Resync) {
      return object("type", "resync");
    } else if (message instanceof AgentMessage.SignRequest m) {
      return object("type", "sign-request", "csr", m.csr());
    } else if (message instanceof AgentMessage.Report m) {
      return object(
          "type", "report",
          "adapters", list(m.adapters(), AgentMessages::adapter),
          "telemetryEndpoint", m.telemetryEndpoint());
    } else if (message instanceof AgentMessage.Switched m) {
      return object("type", "switched", "level", m.level().word(), "adapters", m.adapters());
    } else if (message instanceof AgentMessage.Trusts m) {
      return object("type", "trusts", "roots", m.roots(), "issuer", m.issuer());
    } else if (message instanceof AgentMessage.AccessLog m) {
      return AccessLogs.tree(m);
    } else if (message instanceof AgentMessage.Ejections m) {
      return EjectionTrees.tree(m);
    } else if (message instanceof AgentMessage.Unknown m) {
      return object("type", m.type());
    }
    Stats m = (Stats) message;
    return object(
        "type", "stats",
        "sequence", m.sequence(),
        "intervalMillis", m.intervalMillis(),
        "lostIntervals", m.lost().intervals(),
        "lostRequests", m.lost().requests(),
        "series", list(m.series(), AgentMessages::series));
  }

  AgentMessage message(Fields fields) throws MalformedMessageException {
    String type = fields.text("type");
    return switch (type) {
      case "hello" -> hello(fields);
      case "register" -> new AgentMessage.Register(fields.objects("instances", Trees::instance));
      case "heartbeat" -> new AgentMessage.Heartbeat();
      case "deregister" -> new AgentMessage.Deregister();
      case "use" -> new AgentMessage.Use(fields.words("hosts"));
      case "ack" -> new AgentMessage.Ack(fields.text("epoch"), fields.integer("revision"));
      case "nack" ->
          new Nack(
              fields.text("epoch"),
              fields.integer("revision"),
              fields.objects("refusals", AgentMessages::refusal));
      case "resync" -> new AgentMessage.Resync();
      case "sign-request" -> new AgentMessage.SignRequest(fields.text("csr"));
      case "report" ->
          new AgentMessage.Report(
              fields.objects("adapters", AgentMessages::adapter), fields.text("telemetryEndpoint"));
      case "stats" ->
          new Stats(
              fields.integer("sequence"),
              fields.integer("intervalMillis", 0),
              new Stats.Lost(fields.integer("lostIntervals", 0), fields.integer("lostRequests", 0)),
              fields.objects("series", AgentMessages::series));
      case "access-log" -> AccessLogs.message(fields);
      case "ejections" -> EjectionTrees.message(fields);
      case "switched" ->
          new AgentMessage.Switched(Trees.level(fields, "level"), fields.words("adapters"));
      case "trusts" -> new AgentMessage.Trusts(fields.words("roots"), fields.text("issuer"));
      default -> new AgentMessage.Unknown(type);
    };
  }

  private static Map<String, Object> hello(AgentMessage.Hello m) {
    return object(
        "type", "hello",
        "protocol", m.protocol(),
        "agentId", m.agentId(),
        "version", m.version(),
        "capabilities", m.capabilities(),
        "services", list(m.services(), AgentMessages::service),
        "host", m.host(),
        "pid", m.pid(),
        "java", m.java(),
        "epoch", m.epoch(),
        "revision", m.revision(),
        "uses", m.uses());
  }

  private static AgentMessage.Hello hello(Fields fields) throws MalformedMessageException {
    return new AgentMessage.Hello(
        fields.number("protocol", 0, Integer.MAX_VALUE),
        fields.text("agentId"),
        fields.text("version"),
        fields.words("capabilities"),
        fields.objects("services", AgentMessages::service),
        fields.text("host"),
        fields.integer("pid"),
        fields.text("java"),
        fields.text("epoch"),
        fields.integer("revision"),
        fields.words("uses"));
  }

  private static Map<String, Object> service(Service service) {
    return object(
        "name", service.name(),
        "namespace", service.namespace(),
        "serviceAccount", service.serviceAccount(),
        "labels", service.labels());
  }

  private static Service service(Fields fields) throws MalformedMessageException {
    return new Service(
        fields.text("name"),
        fields.text("namespace"),
        fields.text("serviceAccount"),
        fields.texts("labels"));
  }

  private static Map<String, Object> refusal(Nack.Refusal refusal) {
    return object("document", Trees.key(refusal.document()), "reason", refusal.reason());
  }

  private static Nack.Refusal refusal(Fields fields) throws MalformedMessageException {
    return new Nack.Refusal(Trees.key(fields.fields("document")), fields.text("reason"));
  }

  private static Map<String, Object> adapter(AdapterReport report) {
    return object(
        "name", report.name(),
        "state", report.state(),
        "capabilities", report.capabilities(),
        "faults", report.faults(),
        "detail", report.detail());
  }

  private static AdapterReport adapter(Fields fields) throws MalformedMessageException {
    return new AdapterReport(
        fields.text("name"),
        fields.text("state"),
        fields.words("capabilities"),
        fields.integer("faults"),
        fields.text("detail"));
  }

  private static Map<String, Object> series(Stats.Series series) {
    return object(
        "labels", series.labels(),
        "instance", series.instance(),
        "count", series.count(),
        "durationMillisSum", series.durationMillisSum(),
        "buckets", series.buckets(),
        "exemplars", list(series.exemplars(), AgentMessages::exemplar));
  }

  private static Map<String, Object> exemplar(Stats.Exemplar exemplar) {
    return object(
        "bucket", exemplar.bucket(),
        "traceId", exemplar.traceId(),
        "millis", exemplar.millis());
  }

  private static Stats.Exemplar exemplar(Fields fields) throws MalformedMessageException {
    return new Stats.Exemplar(
        fields.number("bucket", 0, Channel.BUCKET_EDGES_MILLIS.size()),
        fields.text("traceId"),
        fields.real("millis"));
  }

  private static Stats.Series series(Fields fields) throws MalformedMessageException {
    return new Stats.Series(
        fields.texts("labels"),
        fields.text("instance", ""),
        fields.integer("count"),
        fields.real("durationMillisSum"),
        fields.integers("buckets"),
        fields.objects("exemplars", AgentMessages::exemplar));
  }
}
