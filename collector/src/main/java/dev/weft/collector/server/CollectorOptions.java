package dev.weft.collector.server;

import dev.weft.collector.api.TraceLink;
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
 * @param traceLink where the page finds them in another tool; null: nowhere
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
    TraceLimits traces,
    @Nullable TraceLink traceLink) {

  /**
   * As the command starts it without options: on the loopback interface, in plaintext, and who
   * presents nothing may do everything.
   */
  public static Builder in(Path dataFolder) {
    return new Builder(dataFolder);
  }

  /** Sets what differs from the defaults. */
  public static final class Builder {
    private final Path dataFolder;
    private int port = 7700;
    private String bind = "127.0.0.1";
    private @Nullable String otlpEndpoint;
    private String trustDomain = "cluster.local";
    private Duration certificateTtl = Duration.ofHours(24);
    private Duration lease = Duration.ofSeconds(15);
    private Settings channel = Settings.DEFAULT;
    private Security security = Security.OPEN;
    private TraceLimits traces = TraceLimits.DEFAULT;
    private @Nullable TraceLink traceLink;

    private Builder(Path dataFolder) {
      this.dataFolder = dataFolder;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder bind(String value) {
      bind = value;
      return this;
    }

    public Builder otlpEndpoint(@Nullable String value) {
      otlpEndpoint = value;
      return this;
    }

    public Builder trustDomain(String value) {
      trustDomain = value;
      return this;
    }

    public Builder certificateTtl(Duration value) {
      certificateTtl = value;
      return this;
    }

    public Builder lease(Duration value) {
      lease = value;
      return this;
    }

    public Builder channel(Settings value) {
      channel = value;
      return this;
    }

    public Builder security(Security value) {
      security = value;
      return this;
    }

    public Builder traces(TraceLimits value) {
      traces = value;
      return this;
    }

    public Builder traceLink(@Nullable TraceLink value) {
      traceLink = value;
      return this;
    }

    public CollectorOptions build() {
      return new CollectorOptions(
          port,
          bind,
          dataFolder,
          otlpEndpoint,
          trustDomain,
          certificateTtl,
          lease,
          channel,
          security,
          traces,
          traceLink);
    }
  }
}
