package dev.weft.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a user can set on the agent. Every setting has three spellings; the first that is
 * present counts: the agent's argument ({@code
 * -javaagent:weft-agent.jar=start.wait=1s;labels=version=v2}), the system property ({@code
 * -Dweft.start.wait=1s}), the environment variable ({@code WEFT_START_WAIT=1s}). An empty value is
 * no value. A bad value is reported and its default is used.
 *
 * @param enabled false: the agent does nothing at all
 * @param collector base of the collector's URLs, {@code http} or {@code https}, without a slash at
 *     the end
 * @param service DNS label of the service that this JVM is an instance of
 * @param namespace DNS label
 * @param serviceAccount what the certificate names
 * @param labels of the instance; {@code app} is always present
 * @param token authenticates the first certificate request; null: none. Never logged
 * @param tokenFile where to read it from instead, at each use; null: none
 * @param caFile PEM roots that the collector's own certificate must chain to; null: the JVM's
 * @param ports which local ports serve which service ports; empty: as noticed
 * @param services where one JVM serves several; empty: only {@link #service}
 * @param advertise where peers reach this JVM; null: the local address of the link
 * @param mtlsPort for mesh TLS where it needs a listener of its own; 0: any free one
 * @param stateDir what survives a restart is kept here, {@code ~/.weft/state} by default; null
 *     ({@code none}): nothing is kept
 * @param stateDirGiven whether a user named it, so that it must work
 * @param identityStore where the private key lives
 * @param startWaitNanos how long a first call may wait for endpoints, 0 to 60 s
 * @param disabledAdapters names of adapters that are switched off, lower-case
 * @param logLevel of the agent's own log
 * @param telemetry spans and their export
 * @param warnings one line for each thing that was wrong or guessed
 */
public record Settings(
    boolean enabled,
    String collector,
    String service,
    String namespace,
    String serviceAccount,
    Map<String, String> labels,
    @Nullable String token,
    @Nullable Path tokenFile,
    @Nullable Path caFile,
    List<PortMapping> ports,
    List<ServedService> services,
    @Nullable Advertised advertise,
    int mtlsPort,
    @Nullable Path stateDir,
    boolean stateDirGiven,
    IdentityStore identityStore,
    long startWaitNanos,
    Set<String> disabledAdapters,
    LogLevel logLevel,
    TelemetrySettings telemetry,
    List<String> warnings) {

  public Settings {
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
    services = List.copyOf(services);
    disabledAdapters = Set.copyOf(disabledAdapters);
    warnings = List.copyOf(warnings);
  }

  /** {@code 80:8080}: callers' port 80 is served on local port 8080. */
  public record PortMapping(int servicePort, int localPort) {}

  /** {@code b:8081}: local port 8081 serves service {@code b}. */
  public record ServedService(String name, int localPort) {}

  /**
   * Where peers reach this JVM.
   *
   * @param address numeric
   * @param port instead of each listener's own; 0: the listener's own
   */
  public record Advertised(String address, int port) {}

  /** Where the private key lives. */
  public enum IdentityStore {
    /** Nowhere but in this process. */
    MEMORY,
    /** In {@code state-dir}, readable by the owner only. */
    FILE
  }

  /** How much the agent says. */
  public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /**
   * Reads the settings. Cheap and without side effects: it runs before the application's main
   * method, so it touches no regular expressions, logging, DNS or files.
   *
   * @param agentArgs what follows the {@code =} of {@code -javaagent}; null where nothing does
   * @return never fails; what could not be used is in {@link #warnings}
   */
  public static Settings parse(
      @Nullable String agentArgs, Map<String, String> env, Properties system) {
    return new SettingsParser(new Sources(agentArgs, env, system)).parse();
  }

  /** Whether the adapter of this name may weave. */
  public boolean adapterEnabled(String name) {
    return !disabledAdapters.contains(name);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Settings[service=".concat(service).concat(", collector=").concat(collector).concat("]");
  }
}
