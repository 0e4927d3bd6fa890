package dev.weft.collector.server;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.weft.collector.api.Api;
import dev.weft.collector.api.Errors;
import dev.weft.collector.authority.Authority;
import dev.weft.collector.push.Control;
import dev.weft.collector.push.RegistrationText;
import dev.weft.collector.push.Surroundings;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.time.Clock;
import dev.weft.collector.time.ThreadLoop;
import dev.weft.policy.frame.Channel;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;

/** A running collector: everything put together. */
public final class Collector implements AutoCloseable {
  /** An agent holds one connection; browsers and exporters need a few. */
  private static final int MAX_AGENTS = 5_000;

  private final PolicyStore store;
  private final ThreadLoop loop;
  private final Server server;

  private Collector(PolicyStore store, ThreadLoop loop, Server server) {
    this.store = store;
    this.loop = loop;
    this.server = server;
  }

  /**
   * Starts and listens.
   *
   * @throws RuntimeException of the store or the authority if they cannot be used; nothing is left
   *     running then
   */
  public static Collector start(CollectorOptions options, Clock clock) {
    PolicyStore store = PolicyStore.open(options.dataFolder(), clock);
    ThreadLoop loop = new ThreadLoop("weft-control", clock);
    try {
      Authority authority =
          Authority.open(
              options.dataFolder(),
              options.trustDomain(),
              options.certificateTtl(),
              clock,
              new SecureRandom());
      Registry registry = new Registry(options.lease().toMillis());
      RegistrationText.restore(registry, store.registrations(), clock.millis());
      Control control =
          new Control(
              loop,
              options.channel(),
              registry,
              new Surroundings(
                  store.epoch(),
                  store::advance,
                  authority,
                  view -> List.of(),
                  store::keepRegistration,
                  (agent, stats) -> {},
                  (type, data) -> {}),
              store.view());
      store.onWrite(written -> loop.execute(() -> control.policy(written.view())));
      ServerBuilder builder =
          Server.builder()
              .http(new InetSocketAddress(options.bind(), options.port()))
              .verboseResponses(false)
              .errorHandler(new Errors())
              .maxNumConnections(MAX_AGENTS + 1_000);
      new Api(store, control, clock).bind(builder);
      builder.service(Channel.PATH, new ChannelService(control, MAX_AGENTS).service());
      Server server = builder.build();
      server.start().join();
      return new Collector(store, loop, server);
    } catch (RuntimeException e) {
      loop.close();
      store.close();
      throw e;
    }
  }

  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
    loop.close();
    store.close();
  }
}
