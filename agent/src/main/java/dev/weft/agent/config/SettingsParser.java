package dev.weft.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds {@link Settings}: values, defaults, and a warning for each value that cannot be used. */
final class SettingsParser {
  private static final Set<String> KNOWN =
      Set.of(
          "collector",
          "service",
          "namespace",
          "service-account",
          "labels",
          "token",
          "token-file",
          "ca-file",
          "ports",
          "services",
          "advertise",
          "mtls.port",
          "state-dir",
          "identity.store",
          "start.wait",
          "enabled",
          "log.level");

  private static final String DEFAULT_COLLECTOR = "http://localhost:7700";
  private static final long DEFAULT_START_WAIT_NANOS = 2_000_000_000L;
  private static final long MAX_START_WAIT_NANOS = 60_000_000_000L;
  private static final int MAX_LABELS = 64;

  private final Sources sources;
  private final Values values;

  SettingsParser(Sources sources) {
    this.sources = sources;
    this.values = new Values(sources);
  }

  Settings parse() {
    OtelParser otel = new OtelParser(sources);
    String service = service(otel);
    String namespace = values.dnsLabel("namespace", sources.weft("namespace"), "default");
    String collector = values.url("collector", sources.weft("collector"), DEFAULT_COLLECTOR);
    boolean enabled = values.bool("enabled", sources.weft("enabled"), true);
    Settings settings =
        new Settings(
            enabled,
            collector,
            service,
            namespace,
            values.dnsLabel("service-account", sources.weft("service-account"), service),
            labels(service),
            sources.weft("token"),
            path("token-file"),
            path("ca-file"),
            ports(),
            services(),
            advertise(),
            values.integer("mtls.port", sources.weft("mtls.port"), 0, 0, 65535),
            stateDir(),
            sources.weft("state-dir") != null,
            identityStore(),
            values.durationNanos(
                "start.wait",
                sources.weft("start.wait"),
                DEFAULT_START_WAIT_NANOS,
                MAX_START_WAIT_NANOS),
            disabledAdapters(),
            logLevel(),
            otel.parse(collector),
            List.of());
    sources.warnUnknown(KNOWN);
    return withWarnings(settings, sources.warnings());
  }

  private String service(OtelParser otel) {
    String set = sources.weft("service");
    if (set != null) {
      return values.dnsLabel("service", set, "unknown");
    }
    String fromOtel = otel.serviceName();
    if (fromOtel != null) {
      return values.dnsLabel("OTEL_SERVICE_NAME", fromOtel, "unknown");
    }
    String command = sources.jvm("sun.java.command");
    String guess = Text.dnsLabel(programName(command == null ? "" : command));
    if (guess.isEmpty()) {
      guess = "unknown";
    }
    sources.note(
        "setting service: not set, taken to be '".concat(guess).concat("'; set weft.service"));
    return guess;
  }

  /** The jar's name or the main class's simple name; the JVM gives the command without options. */
  private static String programName(String command) {
    int jar = command.indexOf(".jar");
    if (jar > 0 && (jar + 4 == command.length() || command.charAt(jar + 4) == ' ')) {
      String path = command.substring(0, jar);
      int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
      return path.substring(slash + 1);
    }
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    // A module's main class is written module/package.Class.
    String className = main.substring(main.lastIndexOf('/') + 1);
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private Map<String, String> labels(String service) {
    Map<String, String> labels = new LinkedHashMap<>();
    String text = sources.weft("labels");
    if (text != null) {
      for (String part : Text.split(text, ',')) {
        int equals = part.indexOf('=');
        if (equals <= 0 || labels.size() >= MAX_LABELS) {
          sources.warn("labels", part, "name=value, at most 64, separated by commas");
        } else {
          labels.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
        }
      }
    }
    labels.putIfAbsent("app", service);
    return labels;
  }

  private List<Settings.PortMapping> ports() {
    List<Settings.PortMapping> ports = new ArrayList<>();
    String text = sources.weft("ports");
    if (text != null) {
      for (String part : Text.split(text, ',')) {
        int colon = part.indexOf(':');
        int service = Text.number(colon < 0 ? part : part.substring(0, colon));
        int local = colon < 0 ? service : Text.number(part.substring(colon + 1));
        if (Values.isPort(service) && Values.isPort(local)) {
          ports.add(new Settings.PortMapping(service, local));
        } else {
          sources.warn("ports", part, "a port such as 9080, or service port:local port as 80:8080");
        }
      }
    }
    return ports;
  }

  private List<Settings.ServedService> services() {
    List<Settings.ServedService> services = new ArrayList<>();
    String text = sources.weft("services");
    if (text != null) {
      for (String part : Text.split(text, ',')) {
        int colon = part.indexOf(':');
        String name = colon < 0 ? part : part.substring(0, colon);
        int port = colon < 0 ? -1 : Text.number(part.substring(colon + 1));
        if (Values.isPort(port) && name.equals(Text.dnsLabel(name)) && !name.isEmpty()) {
          services.add(new Settings.ServedService(name, port));
        } else {
          sources.warn("services", part, "service:local port, as in a:8080,b:8081");
        }
      }
    }
    return services;
  }

  private Settings.@Nullable Advertised advertise() {
    String text = sources.weft("advertise");
    if (text == null) {
      return null;
    }
    String address = text;
    int port = 0;
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      address = end < 0 ? "" : text.substring(1, end);
      port = colon > end && end > 0 ? Text.number(text.substring(colon + 1)) : 0;
    } else if (colon >= 0 && text.indexOf(':') == colon) {
      address = text.substring(0, colon);
      port = Text.number(text.substring(colon + 1));
    }
    if (!Values.isNumericAddress(address) || port != 0 && !Values.isPort(port)) {
      sources.warn("advertise", text, "a numeric address, or address:port");
      return null;
    }
    return new Settings.Advertised(address, port);
  }

  private @Nullable Path path(String name) {
    return toPath(name, sources.weft(name));
  }

  private @Nullable Path toPath(String name, @Nullable String text) {
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      sources.warn(name, text, "a path of this system");
      return null;
    }
  }

  private @Nullable Path stateDir() {
    String text = sources.weft("state-dir");
    if (text != null) {
      return text.equals("none") ? null : toPath("state-dir", text);
    }
    String home = sources.jvm("user.home");
    return Text.isBlank(home) || home.equals("?")
        ? null
        : toPath("state-dir", home.concat("/.weft/state"));
  }

  private Settings.IdentityStore identityStore() {
    String text = sources.weft("identity.store");
    if (text == null || text.equals("memory")) {
      return Settings.IdentityStore.MEMORY;
    }
    if (text.equals("file")) {
      return Settings.IdentityStore.FILE;
    }
    sources.warn("identity.store", text, "memory or file");
    return Settings.IdentityStore.MEMORY;
  }

  private Settings.LogLevel logLevel() {
    String text = sources.weft("log.level");
    if (text == null) {
      return Settings.LogLevel.WARN;
    }
    for (Settings.LogLevel level : Settings.LogLevel.values()) {
      if (level.name().equalsIgnoreCase(text)) {
        return level;
      }
    }
    sources.warn("log.level", text, "off, error, warn, info or debug");
    return Settings.LogLevel.WARN;
  }

  private Set<String> disabledAdapters() {
    Set<String> disabled = new LinkedHashSet<>();
    for (Map.Entry<String, String> e : sources.adapterSwitches().entrySet()) {
      String name = "instrumentation.".concat(e.getKey()).concat(".enabled");
      if (!values.bool(name, e.getValue(), true)) {
        disabled.add(e.getKey());
      }
    }
    return disabled;
  }

  private static Settings withWarnings(Settings s, List<String> warnings) {
    return new Settings(
        s.enabled(),
        s.collector(),
        s.service(),
        s.namespace(),
        s.serviceAccount(),
        s.labels(),
        s.token(),
        s.tokenFile(),
        s.caFile(),
        s.ports(),
        s.services(),
        s.advertise(),
        s.mtlsPort(),
        s.stateDir(),
        s.stateDirGiven(),
        s.identityStore(),
        s.startWaitNanos(),
        s.disabledAdapters(),
        s.logLevel(),
        s.telemetry(),
        warnings);
  }
}
