package dev.weft.collector.server;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceConfig;
import dev.weft.collector.access.Tokens;
import dev.weft.collector.accesslog.AccessLogs;
import dev.weft.collector.api.Api;
import dev.weft.collector.api.AuditApi;
import dev.weft.collector.api.Errors;
import dev.weft.collector.api.Events;
import dev.weft.collector.api.Gate;
import dev.weft.collector.api.SameOrigin;
import dev.weft.collector.authority.Authority;
import dev.weft.collector.authority.Rollover;
import dev.weft.collector.authority.ServerIdentity;
import dev.weft.collector.metrics.TrafficStore;
import dev.weft.collector.page.Page;
import dev.weft.collector.push.Control;
import dev.weft.collector.push.RefusalMemory;
import dev.weft.collector.push.RegistrationText;
import dev.weft.collector.push.Surroundings;
import dev.weft.collector.push.SwitchSet;
import dev.weft.collector.registry.OutsideHosts;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.StoreException;
import dev.weft.collector.time.Clock;
import dev.weft.collector.time.ThreadLoop;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.tree.MalformedTreeException;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running collector: everything put together. */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  /** An agent holds one connection; browsers and exporters need a few. */
  private static final int MAX_AGENTS = 5_000;

  private static final int MAX_CONNECTIONS = MAX_AGENTS + 1_000;

  /** From here on an idle one goes for each that comes; the rest is for those that are closing. */
  private static final int CROWDED = MAX_AGENTS + 500;

  private static final int MAX_STREAMS = 100;
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_LINE_BYTES = 8 * 1024;

  /** A client that gives up on requests does so now and then; one that attacks, all the time. */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  /** For what parses, waits for the disk or for the loop; Armeria's own pool has no limit. */
  private static final int BLOCKING_THREADS = 16;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Clock clock;
  private final Server server;
  private @Nullable Path adminFile;

  private Collector(CollectorOptions options, Clock clock, Limits limits) {
    this.clock = clock;
    try {
      server = assemble(options, limits);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts and listens.
   *
   * @throws RuntimeException if the store, the authority or the port cannot be used; nothing is
   *     left running then
   */
  public static Collector start(CollectorOptions options, Clock clock) {
    return start(options, clock, Limits.DEFAULT);
  }

  static Collector start(CollectorOptions options, Clock clock, Limits limits) {
    return new Collector(options, clock, limits);
  }

  private Server assemble(CollectorOptions options, Limits limits) {
    PolicyStore store = opened(PolicyStore.open(options.dataFolder(), clock));
    ThreadLoop loop = opened(new ThreadLoop("weft-control", clock));
    Telemetry telemetry = opened(new Telemetry(options.otlpEndpoint(), options.traces(), clock));
    Authority authority =
        Authority.open(
            options.dataFolder(),
            options.trustDomain(),
            options.certificateTtl(),
            clock,
            new SecureRandom());
    Tokens tokens =
        Tokens.open(options.dataFolder(), authority::fingerprint, clock, new SecureRandom());
    if (authority.isNew() && (!tokens.list().isEmpty() || !store.view().documents().isEmpty())) {
      log.warn(
          "authority.pem was missing from {}, which was in use before: a new authority was made."
              + " Agents and commands that know the collector by the old one do not trust it. If"
              + " there is a backup of the key, stop this collector and bring it back; else see"
              + " \"The authority's key is lost\" in docs/operations.md",
          options.dataFolder());
    }
    Security security = options.security();
    adminFile =
        security.required() || security.newAdminToken()
            ? tokens.ensureAdmin(security.newAdminToken())
            : null;
    ThreadLoop desk = opened(new ThreadLoop("weft-access", clock));
    Consumer<String> refusals = telemetry.refusals();
    Registry registry = new Registry(options.lease().toMillis());
    RegistrationText.restore(registry, store.registrations(), loop.millis());
    Events events = new Events(loop);
    AccessLogs logs =
        new AccessLogs(opened(new ThreadLoop("weft-logs", clock)), telemetry.registry());
    Control control =
        new Control(
            loop,
            options.channel(),
            registry,
            new Surroundings(
                store.epoch(),
                store::advance,
                authority,
                new Admissions(tokens, desk),
                view -> OutsideHosts.of(view.all()),
                store::keepRegistration,
                counted(telemetry.traffic()),
                (identity, agent, missing, lines) ->
                    logs.add(
                        new AccessLogs.Service(identity.namespace(), identity.name()),
                        agent,
                        missing,
                        lines),
                events::publish,
                new RefusalMemory(store.refusals(), store::keepRefusals)),
            store.view());
    SwitchSet switches = switches(store);
    loop.execute(() -> control.switches(switches));
    store.onWrite(written -> loop.execute(() -> control.policy(written.view())));
    tokens.onRevoke(id -> loop.execute(() -> control.revoked(id)));
    Rollover rollover = authority.rollover();
    new RootConductor(rollover, control, desk, store::record).start();
    telemetry.gauge(
        "weft.collector.authority.root.seconds",
        "Until the root that signs certificates ends",
        () -> rollover.signingEndsInMillis() / 1_000);
    ChannelService channel =
        new ChannelService(
            control, opened(new ThreadLoop("weft-reader", clock)), MAX_AGENTS, refusals);
    telemetry.gauge("weft.collector.agents", "Agents connected", channel::connections);
    telemetry.gauge(
        "weft.collector.documents", "Documents stored", () -> store.view().documents().size());
    telemetry.gauge("weft.collector.revision", "Of the last write", () -> store.view().revision());

    InetAddress address = address(options.bind());
    IdleConnections idle = new IdleConnections(CROWDED);
    ServerBuilder builder =
        Server.builder()
            .verboseResponses(false)
            .errorHandler(new Errors())
            .maxNumConnections(MAX_CONNECTIONS)
            .http2MaxStreamsPerConnection(MAX_STREAMS)
            .http1MaxHeaderSize(MAX_HEADER_BYTES)
            .http2MaxHeaderListSize(MAX_HEADER_BYTES)
            .blockingTaskExecutor(BLOCKING_THREADS)
            .http1MaxInitialLineLength(MAX_LINE_BYTES)
            .http2MaxResetFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .idleTimeoutMillis(limits.idleMillis())
            .requestTimeoutMillis(limits.requestMillis())
            .childChannelPipelineCustomizer(
                pipeline -> pipeline.addFirst(new HeadDeadline(limits.idleMillis(), idle)))
            .meterRegistry(telemetry.registry())
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .connectionDrainDuration(Duration.ZERO)
            .bossGroupFactory(BossGroup::new)
            .accessLogWriter(new AuditApi(store), false)
            .decorator(new Gate(security.required(), tokens, authority, refusals))
            .decorator(new SameOrigin(address.isLoopbackAddress()))
            .decorator(new HeadDeadline.Counting())
            .decorator(new RequestTimes(telemetry.registry()));
    InetSocketAddress where = new InetSocketAddress(address, options.port());
    if (security.required()) {
      secure(builder.port(where, SessionProtocol.HTTP, SessionProtocol.HTTPS), authority, options);
    } else {
      builder.http(where);
    }
    new Api(
            new Api.Parts(
                store,
                tokens,
                rollover,
                control,
                events,
                logs,
                channel.service(),
                telemetry::http,
                telemetry.query(),
                telemetry.traffic(),
                telemetry.metrics(),
                new Self(options, telemetry.registry(), authority, clock)::tree,
                options.traceLink()),
            clock)
        .bind(builder);
    telemetry.bindGrpc(builder);
    new Page().bind(builder);
    Server listening = builder.build();
    parts.push(() -> listening.stop().join());
    try {
      listening.start().join();
    } catch (CompletionException e) {
      throw new CannotListenException(options.bind(), options.port(), e.getCause());
    }
    return listening;
  }

  private static Surroundings.Counted counted(TrafficStore traffic) {
    return new Surroundings.Counted() {
      @Override
      public void add(String agentId, Stats stats) {
        traffic.add(agentId, stats);
      }

      @Override
      public void repeated(String agentId) {
        traffic.repeated();
      }

      @Override
      public void vanished(String agentId) {
        traffic.vanished();
      }
    };
  }

  private static SwitchSet switches(PolicyStore store) {
    try {
      return SwitchSet.read(store.switches());
    } catch (MalformedTreeException e) {
      throw new StoreException(
          "What was switched off cannot be read: " + e.getMessage() + ". Was it a newer version?",
          e);
    }
  }

  /**
   * TLS with a certificate of the collector's own authority; clients may show one of the same, and
   * no other. Plaintext on the same port is for the health checks, see {@link Gate}.
   */
  private void secure(ServerBuilder builder, Authority authority, CollectorOptions options) {
    CollectorKey key;
    try {
      List<String> names = OwnNames.of(address(options.bind()), options.security().names());
      key = new CollectorKey(authority, names, clock);
    } catch (IOException e) {
      throw new CannotListenException(options.bind(), options.port(), e);
    }
    ServerIdentity identity = key.identity();
    builder
        .tls(TlsKeyPair.of(identity.key(), identity.chain()))
        .tlsEngineType(TlsEngineType.JDK)
        .tlsCustomizer(
            tls ->
                tls.keyManager(key)
                    .trustManager(new AgentTrust(authority))
                    .clientAuth(ClientAuth.OPTIONAL));
  }

  /** Where the first admin token was written to; null if there was one before. */
  public @Nullable Path adminFile() {
    return adminFile;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private static InetAddress address(String bind) {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new CannotListenException(bind, 0, e);
    }
  }

  public int port() {
    return server.activeLocalPort();
  }

  /** All that is served. */
  List<Route> routes() {
    return server.serviceConfigs().stream().map(ServiceConfig::route).toList();
  }

  /** Ends what was started, the last first. */
  @Override
  public void close() {
    RuntimeException failed = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failed =
            failed == null ? new IllegalStateException("the collector's end failed", e) : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
