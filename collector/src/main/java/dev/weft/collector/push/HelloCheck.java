package dev.weft.collector.push;

import dev.weft.collector.json.Shown;
import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.AdapterReport;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Report;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.Instance;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether what an agent says of itself can be true. Answers say what is wrong, or null. */
final class HelloCheck {
  static final int MAX_SERVICES = 32;
  static final int MAX_PORTS = 64;
  static final int MAX_LABELS = 64;
  static final int MAX_USES = 10_000;
  private static final int MAX_ADAPTERS = 256;
  private static final int MAX_LOG_LINES = 1_000;
  private static final int MAX_LOG_TEXT = 1_024;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** What may stand in a SPIFFE path segment, without the dots-only ones. */
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}");

  private static final Set<String> PROTOCOLS = Set.of("http", "http2", "grpc");

  private HelloCheck() {}

  static @Nullable String wrong(Hello hello) {
    if (hello.protocol() != Channel.PROTOCOL) {
      return "protocol "
          + hello.protocol()
          + " is spoken by the agent, "
          + Channel.PROTOCOL
          + " by this collector: use an agent of the collector's version";
    }
    if (!ID.matcher(hello.agentId()).matches()) {
      return "hello.agentId: expected 1 to 128 letters, digits, '.', '_', '-'";
    }
    if (hello.host().length() > 255
        || hello.version().length() > 128
        || hello.java().length() > 128
        || hello.epoch().length() > 128
        || hello.capabilities().size() > 64
        || hello.capabilities().stream().anyMatch(word -> word.length() > 64)) {
      return "hello: host, version, java, epoch or capabilities are too long";
    }
    if (hello.services().isEmpty() || hello.services().size() > MAX_SERVICES) {
      return "hello.services: expected 1 to " + MAX_SERVICES + ", not " + hello.services().size();
    }
    if (hello.uses().size() > MAX_USES) {
      return "hello.uses: at most " + MAX_USES + ", not " + hello.uses().size();
    }
    for (Service service : hello.services()) {
      String wrong = wrong(service);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private static @Nullable String wrong(Service service) {
    if (!LABEL.matcher(service.name()).matches()) {
      return "hello.services.name '" + cut(service.name()) + "': expected a DNS label";
    }
    if (!LABEL.matcher(service.namespace()).matches()) {
      return "hello.services.namespace '" + cut(service.namespace()) + "': expected a DNS label";
    }
    if (!ACCOUNT.matcher(service.serviceAccount()).matches()) {
      return "hello.services.serviceAccount '"
          + cut(service.serviceAccount())
          + "': expected 1 to 63 letters, digits, '.', '_', '-'";
    }
    return wrong(service.labels());
  }

  private static @Nullable String wrong(Map<String, String> labels) {
    if (labels.size() > MAX_LABELS) {
      return "labels: at most " + MAX_LABELS + ", not " + labels.size();
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (label.getKey().length() > 317 || label.getValue().length() > 255) {
        return "labels: '" + cut(label.getKey()) + "' or its value is too long";
      }
    }
    return null;
  }

  /** Instances may only be of the services that the agent has named itself by. */
  static @Nullable String wrong(List<Instance> instances, Hello hello) {
    if (instances.size() > MAX_SERVICES) {
      return "register.instances: at most " + MAX_SERVICES + ", not " + instances.size();
    }
    for (Instance instance : instances) {
      if (!instance.id().equals(hello.agentId() + "/" + instance.service())) {
        return "register.instances.id '" + cut(instance.id()) + "': expected <agent id>/<service>";
      }
      boolean named =
          hello.services().stream()
              .anyMatch(
                  service ->
                      service.name().equals(instance.service())
                          && service.namespace().equals(instance.namespace())
                          && service.serviceAccount().equals(instance.serviceAccount()));
      if (!named) {
        return "register.instances '" + cut(instance.id()) + "' is not one of hello.services";
      }
      String wrong = wrong(instance.labels());
      if (wrong == null) {
        wrong = wrongPorts(instance);
      }
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private static @Nullable String wrongPorts(Instance instance) {
    if (instance.ports().size() > MAX_PORTS) {
      return "register.instances.ports: at most " + MAX_PORTS;
    }
    for (Instance.Port port : instance.ports()) {
      if (!NetUtil.isValidIpV4Address(port.address())
          && !NetUtil.isValidIpV6Address(port.address())) {
        return "register.instances.ports.address '"
            + cut(port.address())
            + "': expected a numeric address";
      }
      if (!PROTOCOLS.contains(port.protocol())) {
        return "register.instances.ports.protocol '"
            + cut(port.protocol())
            + "': expected http, http2 or grpc";
      }
      if (!port(port.servicePort())
          || !port(port.port())
          || port.mtlsPort() < 0
          || port.mtlsPort() > 65535) {
        return "register.instances.ports: a port is outside 1 to 65535";
      }
    }
    return null;
  }

  private static boolean port(int number) {
    return number >= 1 && number <= 65535;
  }

  /** What is woven: a few dozen lines that people read. */
  static @Nullable String wrong(Report report) {
    if (report.adapters().size() > MAX_ADAPTERS || report.telemetryEndpoint().length() > 1_000) {
      return "report: at most " + MAX_ADAPTERS + " adapters and 1000 characters of endpoint";
    }
    for (AdapterReport adapter : report.adapters()) {
      if (adapter.name().length() > 128
          || adapter.state().length() > 32
          || adapter.detail().length() > 4_000
          || adapter.capabilities().size() > 64
          || adapter.capabilities().stream().anyMatch(word -> word.length() > 64)) {
        return "report.adapters '" + cut(adapter.name()) + "' is too long";
      }
    }
    return null;
  }

  /**
   * What an agent of ours never sends: it cuts texts, and a message has at most 256 Ki characters.
   */
  static @Nullable String wrong(AccessLog log) {
    if (log.lines().size() > MAX_LOG_LINES || log.before() < 0 || log.dropped() < 0) {
      return "access-log: at most " + MAX_LOG_LINES + " lines, and no number below 0";
    }
    for (AccessLog.Line line : log.lines()) {
      for (String text :
          List.of(
              line.method(),
              line.authority(),
              line.path(),
              line.protocol(),
              line.flags(),
              line.route(),
              line.cluster(),
              line.upstream(),
              line.peer(),
              line.peerId(),
              line.userAgent(),
              line.requestId(),
              line.forwardedFor(),
              line.traceId(),
              line.failure())) {
        if (text.length() > MAX_LOG_TEXT) {
          return "access-log.lines: a text has more than " + MAX_LOG_TEXT + " characters";
        }
      }
    }
    return null;
  }

  private static String cut(String text) {
    return Shown.text(text.length() <= 64 ? text : text.substring(0, 64) + "...");
  }
}
