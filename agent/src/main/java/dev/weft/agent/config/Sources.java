package dev.weft.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where settings are read from, most specific first, and what of them nobody asked for. */
final class Sources {
  private static final String PROPERTY_PREFIX = "weft.";
  private static final String ENV_PREFIX = "WEFT_";

  private final Map<String, String> args = new LinkedHashMap<>();
  private final Map<String, String> env;
  private final Properties system;
  private final List<String> warnings = new ArrayList<>();

  Sources(@Nullable String agentArgs, Map<String, String> env, Properties system) {
    this.env = env;
    this.system = system;
    if (agentArgs != null) {
      for (String part : Text.split(agentArgs, ';')) {
        int equals = part.indexOf('=');
        if (equals <= 0) {
          warn("agent argument", part, "name=value, several separated by ;");
        } else {
          String name = part.substring(0, equals).trim();
          args.put(
              name.startsWith(PROPERTY_PREFIX) ? name.substring(PROPERTY_PREFIX.length()) : name,
              part.substring(equals + 1).trim());
        }
      }
    }
  }

  /** The value of a setting of ours, {@code start.wait}; null where it is not set. */
  @Nullable String weft(String name) {
    String value = args.get(name);
    if (Text.isBlank(value)) {
      value = system.getProperty(PROPERTY_PREFIX.concat(name));
    }
    if (Text.isBlank(value)) {
      value = env.get(ENV_PREFIX.concat(envForm(name)));
    }
    return Text.isBlank(value) ? null : value.trim();
  }

  /** The value of an OpenTelemetry setting, {@code otel.service.name}; null where it is not set. */
  @Nullable String otel(String property) {
    String value = args.get(property);
    if (Text.isBlank(value)) {
      value = system.getProperty(property);
    }
    if (Text.isBlank(value)) {
      value = env.get(envForm(property));
    }
    return Text.isBlank(value) ? null : value.trim();
  }

  /** A property of the JVM's own. */
  @Nullable String jvm(String property) {
    return system.getProperty(property);
  }

  /**
   * Every {@code instrumentation.<adapter>.enabled} that is set, by adapter, the most specific
   * value last written.
   */
  Map<String, String> adapterSwitches() {
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, String> e : env.entrySet()) {
      if (e.getKey().startsWith(ENV_PREFIX)) {
        addSwitch(found, plainForm(e.getKey().substring(ENV_PREFIX.length())), e.getValue());
      }
    }
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(PROPERTY_PREFIX)) {
        addSwitch(found, name.substring(PROPERTY_PREFIX.length()), system.getProperty(name));
      }
    }
    for (Map.Entry<String, String> e : args.entrySet()) {
      addSwitch(found, e.getKey(), e.getValue());
    }
    return found;
  }

  /** The adapter in {@code instrumentation.<adapter>.enabled}, null where it is another setting. */
  private static @Nullable String adapter(String name) {
    String before = "instrumentation.";
    String after = ".enabled";
    return name.length() > before.length() + after.length()
            && name.startsWith(before)
            && name.endsWith(after)
        ? name.substring(before.length(), name.length() - after.length())
        : null;
  }

  private static void addSwitch(Map<String, String> into, String name, String value) {
    String adapter = adapter(name);
    if (adapter != null && !Text.isBlank(value)) {
      into.put(Text.lower(adapter).replace('_', '-'), value.trim());
    }
  }

  /** {@code INSTRUMENTATION_JAVA_HTTP_ENABLED} to {@code instrumentation.java-http.enabled}. */
  private static String plainForm(String envName) {
    String lower = Text.lower(envName);
    String before = "instrumentation_";
    String after = "_enabled";
    return lower.length() > before.length() + after.length()
            && lower.startsWith(before)
            && lower.endsWith(after)
        ? "instrumentation."
            .concat(lower.substring(before.length(), lower.length() - after.length()))
            .concat(".enabled")
        : lower;
  }

  /** Warns of each setting that begins like ours but is none. */
  void warnUnknown(Set<String> known) {
    for (String name : args.keySet()) {
      if (!known.contains(name) && adapter(name) == null && !name.startsWith("otel.")) {
        warnUnknown(name, args.get(name));
      }
    }
    for (String property : system.stringPropertyNames()) {
      if (property.startsWith(PROPERTY_PREFIX)) {
        String name = property.substring(PROPERTY_PREFIX.length());
        if (!known.contains(name) && adapter(name) == null) {
          warnUnknown(property, system.getProperty(property));
        }
      }
    }
    for (Map.Entry<String, String> e : env.entrySet()) {
      if (e.getKey().startsWith(ENV_PREFIX)) {
        String rest = e.getKey().substring(ENV_PREFIX.length());
        if (!isEnvFormOfAny(rest, known) && adapter(plainForm(rest)) == null) {
          warnUnknown(e.getKey(), e.getValue());
        }
      }
    }
  }

  private static boolean isEnvFormOfAny(String rest, Set<String> known) {
    for (String name : known) {
      if (envForm(name).equals(rest)) {
        return true;
      }
    }
    return false;
  }

  private void warnUnknown(String name, @Nullable String value) {
    // A misspelt token must not end up in a log.
    warn(name, Text.lower(name).contains("token") ? "(not shown)" : value, "a setting that exists");
  }

  private static String envForm(String name) {
    return Text.upper(name).replace('.', '_').replace('-', '_');
  }

  /** Notes that {@code value} is not used. */
  void warn(String name, @Nullable String value, String expected) {
    note(
        "setting "
            .concat(name)
            .concat(": ignored '")
            .concat(Text.shortened(value))
            .concat("', expected ")
            .concat(expected));
  }

  void note(String line) {
    // What is set for all signals is looked at once for each.
    if (!warnings.contains(line)) {
      warnings.add(line);
    }
  }

  List<String> warnings() {
    return warnings;
  }
}
