package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What this agent says of itself.
 *
 * @param agentId random, new for each JVM
 * @param version of the agent
 * @param host name of the machine, as {@link AgentMessage.Hello} wants it
 * @param telemetryEndpoint where spans go if not to the collector; else empty
 * @param startWaitNanos how long calls wait at most for the first answer
 */
record LinkIdentity(
    String agentId,
    String version,
    String host,
    long pid,
    String java,
    String telemetryEndpoint,
    long startWaitNanos) {

  /** Of this JVM. */
  static LinkIdentity of(Settings settings) {
    return new LinkIdentity(
        UUID.randomUUID().toString(),
        ownVersion(),
        hostName(),
        processId(),
        System.getProperty("java.version", "unknown"),
        settings.telemetry().endpointGiven() ? settings.telemetry().traces().endpoint() : "",
        settings.startWaitNanos());
  }

  /** Where the system tells it; the JDK's handle of the process brings a pool of threads along. */
  private static long processId() {
    try {
      return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
    } catch (IOException | RuntimeException e) {
      return ProcessHandle.current().pid();
    }
  }

  /** The build writes it there; the agent's classes have no manifest of their own. */
  private static String ownVersion() {
    try (InputStream in = LinkIdentity.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readNBytes(100), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Without asking DNS where the system tells its name. */
  private static String hostName() {
    try {
      String kernel = Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
      if (!kernel.isEmpty()) {
        return kernel;
      }
    } catch (IOException e) {
      // Not Linux: asked otherwise below.
    }
    String windows = System.getenv("COMPUTERNAME");
    if (windows != null && !windows.isBlank()) {
      return windows;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  AgentMessage.Hello hello(
      List<AgentMessage.Service> services, String epoch, long revision, List<String> uses) {
    return new AgentMessage.Hello(
        Channel.PROTOCOL,
        agentId,
        version,
        List.of("mtls", "stats", Channel.CAN_SWITCH, Channel.CAN_ROLL),
        services,
        host,
        pid,
        java,
        epoch,
        revision,
        uses);
  }
}
