package dev.weft.collector.server;

import dev.weft.collector.push.Settings;
import dev.weft.collector.traces.TraceLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a collector runs.
 *
 * @param port 0: any free one
 * @param bind address to listen on
 * @param dataFolder store, authority; made if it is missing
 * @param otlpEndpoint where telemetry is forwarded to, null: nowhere
 * @param certificateTtl life of the agents' certificates
 * @param lease after which an agent that says nothing is removed
 * @param security who may reach what
 * @param traces how much is kept of them
 */
public record CollectorOptions(
    int port,
    String bind,
    Path dataFolder,
    @Nullable String otlpEndpoint,
    String trustDomain,
    Duration certificateTtl,
    Duration lease,
    Settings channel,
    Security security,
    TraceLimits traces) {

  /** As it is on the loopback interface: plaintext, and who presents nothing may do everything. */
  public CollectorOptions(
      int port,
      String bind,
      Path dataFolder,
      @Nullable String otlpEndpoint,
      String trustDomain,
      Duration certificateTtl,
      Duration lease,
      Settings channel) {
    this(
        port,
        bind,
        dataFolder,
        otlpEndpoint,
        trustDomain,
        certificateTtl,
        lease,
        channel,
        Security.OPEN);
  }

  /** With the default room for traces. */
  public CollectorOptions(
      int port,
      String bind,
      Path dataFolder,
      @Nullable String otlpEndpoint,
      String trustDomain,
      Duration certificateTtl,
      Duration lease,
      Settings channel,
      Security security) {
    this(
        port,
        bind,
        dataFolder,
        otlpEndpoint,
        trustDomain,
        certificateTtl,
        lease,
        channel,
        security,
        TraceLimits.DEFAULT);
  }

  /** As the command starts it. */
  public static CollectorOptions in(Path dataFolder) {
    return new CollectorOptions(
        7700,
        "127.0.0.1",
        dataFolder,
        null,
        "cluster.local",
        Duration.ofHours(24),
        Duration.ofSeconds(15),
        Settings.DEFAULT);
  }
}
