package dev.weft.agent.runtime;

import dev.weft.agent.config.MetricsSettings;
import dev.weft.agent.config.Settings;
import dev.weft.agent.config.TelemetrySettings;
import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.CollectorTls;
import dev.weft.agent.identity.IdentityFile;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.link.Link;
import dev.weft.agent.link.LinkParts;
import dev.weft.agent.link.SwitchFile;
import dev.weft.agent.link.TokenSource;
import dev.weft.agent.log.AgentLog;
import dev.weft.agent.telemetry.CollectorSpans;
import dev.weft.agent.telemetry.MetricExport;
import dev.weft.agent.telemetry.OtlpBatches;
import dev.weft.agent.telemetry.SpanExport;
import dev.weft.agent.thread.AgentThread;
import dev.weft.agent.thread.AgentTimer;
import dev.weft.core.Mesh;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.context.ContextCell;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.identity.MeshTls;
import dev.weft.core.listen.Listeners;
import dev.weft.core.measure.RequestDurations;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.TraceSettings;
import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage.Switches;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The mesh of one JVM: data path, link, identity, timer. Life: {@code create → start → drain →
 * close}. Thread-safe.
 */
public final class MeshRuntime implements Mesh, AutoCloseable {
  /**
   * Longer than a push to all peers takes on a busy machine, and short against the 30 s that
   * orchestrators give a process to end.
   */
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Settings settings;
  private final Adapters adapters;
  private final AgentLog log;
  private final Clock clock = System::nanoTime;
  private final ContextCell contexts = new ContextCell();
  private final AgentTimer timer;
  private final BlockingLoop blocking;
  private final DataPath path;
  private final AgentTls tls;
  private final CollectorTls collectorTls;
  private final @Nullable SpanExport spans;
  private final @Nullable MetricExport metrics;
  private final Switchboard switches;
  private final Link link;
  private volatile boolean leaving;

  private MeshRuntime(Settings settings, Adapters adapters) {
    this.settings = settings;
    this.adapters = adapters;
    this.log = new AgentLog(settings.logLevel(), System.err);
    this.timer = new AgentTimer(clock, log);
    this.blocking = new BlockingLoop(timer);
    this.spans = spans(settings);
    MetricsSettings wanted = settings.telemetry().metrics();
    RequestDurations durations = wanted == null ? null : new RequestDurations();
    this.metrics =
        wanted == null || durations == null
            ? null
            : MetricsMade.of(settings, wanted, durations, clock, log);
    PeerTable peers = new PeerTable();
    this.tls =
        new AgentTls(
            peers,
            System::currentTimeMillis,
            () -> ThreadLocalRandom.current().nextDouble(),
            identityFile(settings));
    this.collectorTls = new CollectorTls(tls, new TokenSource(settings, log), settings.caFile());
    this.path =
        new DataPath(
            new DataPathConfig(
                clock,
                () -> ThreadLocalRandom.current().nextLong(),
                contexts,
                new LocalIdentity(
                    settings.service(),
                    settings.namespace(),
                    settings.serviceAccount(),
                    settings.labels()),
                tracing(settings.telemetry()),
                tls::ready,
                this::use,
                settings.startWaitNanos()),
            durations);
    SwitchFile switchFile = SwitchFile.of(settings);
    // Before the first call, which may come before the link has begun.
    this.switches = new Switchboard(kept(switchFile));
    this.link =
        new Link(
            new LinkParts(
                settings,
                tls,
                collectorTls,
                peers,
                new PathSink(path, settings.namespace(), switches),
                switchFile,
                path::drainStats,
                path::drainAccessLog,
                () -> withSpans(switches.over(adapters.reports())),
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                tidy(),
                log));
  }

  /** The agent's own loader knows what it need not keep; a test's has no such thing. */
  private static Runnable tidy() {
    return MeshRuntime.class.getClassLoader() instanceof Runnable own ? own : () -> {};
  }

  /**
   * Puts the parts together. Starts no thread and touches neither network nor TLS nor logging.
   *
   * @param adapters what is woven now
   */
  public static MeshRuntime create(Settings settings, Adapters adapters) {
    return new MeshRuntime(settings, adapters);
  }

  private TraceSettings tracing(TelemetrySettings telemetry) {
    return new TraceSettings(
        new Sampler(telemetry.sampler().parentBased(), telemetry.rootRatio()),
        Propagation.parse(String.join(",", telemetry.propagators())),
        spans,
        MeshRuntime::epochNanos);
  }

  private @Nullable SpanExport spans(Settings settings) {
    TelemetrySettings telemetry = settings.telemetry();
    return telemetry.exportSpans()
        ? new SpanExport(
            telemetry.queueSize(),
            telemetry.batchSize(),
            TimeUnit.MILLISECONDS.toNanos(telemetry.delayMillis()),
            () -> batches(settings),
            clock,
            log)
        : null;
  }

  private SpanExport.SpanBatches batches(Settings settings) {
    TelemetrySettings telemetry = settings.telemetry();
    Map<String, Object> resource = SpanResource.of(settings);
    return telemetry.endpointGiven()
        ? new OtlpBatches(telemetry.traces(), resource, clock, log)
        : new CollectorSpans(
            telemetry.traces(),
            settings.collector().startsWith("https") ? this::collectorSockets : null,
            resource,
            clock,
            log);
  }

  /** For spans: the collector takes them from who shows a certificate of the mesh. */
  private SSLSocketFactory collectorSockets() throws IOException {
    if (!collectorTls.hasIdentity()) {
      throw new IOException("no certificate is held yet");
    }
    return collectorTls.factory(true);
  }

  private static Switches kept(SwitchFile file) {
    try {
      return file.read();
    } catch (IOException e) {
      return Switches.NONE; // the link reads it too, and says why not
    }
  }

  /** What the export of spans has to report goes with the adapters' reports. */
  private List<AgentMessage.AdapterReport> withSpans(List<AgentMessage.AdapterReport> reports) {
    long dropped = spans == null ? 0 : spans.dropped();
    if (dropped == 0) {
      return reports;
    }
    List<AgentMessage.AdapterReport> all = new ArrayList<>(reports);
    all.add(
        new AgentMessage.AdapterReport(
            "span-export", "woven", List.of("trace"), dropped, dropped + " spans dropped"));
    return all;
  }

  /** Sends the counters of now, instead of in up to 5 s. Never blocks. */
  public void flushStats() {
    link.flushStats();
  }

  static long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static @Nullable IdentityFile identityFile(Settings settings) {
    Path dir = settings.stateDir();
    return settings.identityStore() == Settings.IdentityStore.FILE && dir != null
        ? new IdentityFile(
            dir.resolve(settings.namespace() + "." + settings.serviceAccount() + ".identity.pem"))
        : null;
  }

  private void use(String host) {
    link.use(host);
  }

  /** Begins to connect to the collector, on threads of its own. Further calls do nothing. */
  public void start() {
    for (String warning : settings.warnings()) {
      log.warn(warning);
    }
    link.start();
    if (metrics != null) {
      metrics.start();
    }
  }

  /**
   * Takes this JVM out of the mesh: returns when nobody will call it any more and the calls that it
   * serves have ended, or when the time for either is over. To be called before the application's
   * own shutdown begins; blocks for at most 5 s.
   */
  public void drain() {
    leaving = true;
    try {
      if (!link.leave(LEAVE_NANOS)) {
        log.info("the collector has not confirmed the deregistration");
      }
      new LastCalls(path::servedSoFar, path::servedNow, clock, timer).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the threads. Waits a second or so for the last spans and the last metrics. */
  @Override
  public void close() {
    if (metrics != null) {
      metrics.close(); // returns at once
    }
    if (spans != null) {
      spans.close();
    }
    if (metrics != null) {
      metrics.awaitEnd();
    }
    link.close();
    timer.close();
  }

  @Override
  public boolean concerns(String host) {
    return !switches.isAllOff() && path.concerns(host);
  }

  @Override
  public OutboundPath outbound() {
    return path.outbound();
  }

  @Override
  public InboundPath inbound() {
    return switches.isAllOff() ? path.bareInbound() : path.inbound();
  }

  @Override
  public ContextCell contexts() {
    return contexts;
  }

  @Override
  public BlockingLoop blocking() {
    return blocking;
  }

  @Override
  public Timer timer() {
    return timer;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public MeshTls tls() {
    return tls;
  }

  @Override
  public Listeners listeners() {
    return link.listeners();
  }

  @Override
  public boolean ownThread() {
    return AgentThread.isCurrent();
  }

  @Override
  public void fault(String adapter, Throwable fault) {
    adapters.fault(adapter, fault);
  }

  @Override
  public boolean isOff(String adapter) {
    return switches.isOff(adapter) || adapters.isOff(adapter);
  }

  @Override
  public boolean isLeaving() {
    return leaving;
  }

  @Override
  public Mesh seenBy(String adapter) {
    return new AdapterMesh(this, adapter, switches, path.bareInbound());
  }
}
