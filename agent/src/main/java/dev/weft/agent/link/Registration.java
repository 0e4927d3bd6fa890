package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.Instance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM listens on, and how it is told to the mesh. Thread-safe; adapters' calls only note
 * what happened.
 */
public final class Registration implements Listeners {
  private final Settings settings;
  private final Runnable changed;

  /** Open listeners in the order they came; guarded by itself. */
  private final List<Open> open = new ArrayList<>();

  /** Counts changes of what is open. Written under the lock of {@code open}. */
  private volatile int version;

  /**
   * @param changed run after each change, on the adapter's thread: must not block
   */
  public Registration(Settings settings, Runnable changed) {
    this.settings = settings;
    this.changed = changed;
  }

  private final class Open implements Listening {
    private final InetSocketAddress bound;
    private final Protocol protocol;
    private final Tls tls;
    private int mtlsPort;

    Open(InetSocketAddress bound, Protocol protocol, Tls tls) {
      this.bound = bound;
      this.protocol = protocol;
      this.tls = tls;
    }

    @Override
    public void acceptsMtls(int port) {
      synchronized (open) {
        mtlsPort = port;
        version++;
      }
      changed.run();
    }

    @Override
    public void close() {
      boolean removed;
      synchronized (open) {
        removed = open.remove(this);
        version++;
      }
      if (removed) {
        changed.run();
      }
    }
  }

  @Override
  public Listening opened(InetSocketAddress bound, Protocol protocol, Tls tls) {
    Open listening = new Open(bound, protocol, tls);
    synchronized (open) {
      open.add(listening);
      version++;
    }
    changed.run();
    return listening;
  }

  @Override
  public int mtlsPort() {
    return settings.mtlsPort();
  }

  /** The identities of this JVM's instances, its own first. */
  List<AgentMessage.Service> services() {
    List<AgentMessage.Service> services = new ArrayList<>();
    services.add(service(settings.service()));
    for (Settings.ServedService served : settings.services()) {
      if (services.stream().noneMatch(s -> s.name().equals(served.name()))) {
        services.add(service(served.name()));
      }
    }
    return services;
  }

  private AgentMessage.Service service(String name) {
    return new AgentMessage.Service(
        name, settings.namespace(), settings.serviceAccount(), labels(name));
  }

  /** {@code app} follows the service unless the user chose another. */
  private Map<String, String> labels(String service) {
    Map<String, String> labels = new LinkedHashMap<>(settings.labels());
    labels.computeIfPresent("app", (k, app) -> app.equals(settings.service()) ? service : app);
    return labels;
  }

  /** Another number whenever {@link #instances} may say something else for the same arguments. */
  int version() {
    return version;
  }

  /**
   * All instances with their ports now.
   *
   * @param linkAddress the local address of the connection to the collector; stands for wildcards
   * @param mtls whether a certificate is held, so that mesh TLS may be announced
   */
  List<Instance> instances(String agentId, InetAddress linkAddress, boolean mtls) {
    Map<String, List<Instance.Port>> byService = new LinkedHashMap<>();
    synchronized (open) {
      for (Open listening : open) {
        int servicePort = servicePort(listening.bound.getPort());
        // To send plaintext to a port on which the application speaks TLS helps nobody.
        if (servicePort > 0 && listening.tls == Tls.NONE) {
          byService
              .computeIfAbsent(serviceOf(listening.bound.getPort()), s -> new ArrayList<>())
              .add(port(listening, servicePort, linkAddress, mtls));
        }
      }
    }
    List<Instance> instances = new ArrayList<>();
    byService.forEach(
        (service, ports) ->
            instances.add(
                new Instance(
                    agentId + "/" + service,
                    service,
                    settings.namespace(),
                    settings.serviceAccount(),
                    labels(service),
                    ports)));
    return instances;
  }

  private Instance.Port port(
      Open listening, int servicePort, InetAddress linkAddress, boolean mtls) {
    int port = listening.bound.getPort();
    int mtlsPort = mtls ? listening.mtlsPort : 0;
    InetAddress bound = listening.bound.getAddress();
    InetAddress address = bound == null || bound.isAnyLocalAddress() ? linkAddress : bound;
    Settings.@Nullable Advertised advertised = settings.advertise();
    if (advertised == null) {
      return new Instance.Port(
          servicePort,
          text(address),
          port,
          listening.protocol.text(),
          mtlsPort,
          address.isLoopbackAddress());
    }
    int outside = advertised.port() == 0 ? port : advertised.port();
    return new Instance.Port(
        servicePort,
        advertised.address(),
        outside,
        listening.protocol.text(),
        mtlsPort == port ? outside : mtlsPort,
        isLoopback(advertised.address()));
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1");
  }

  /** Without the zone of a link-local address, which means nothing to others. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** 0: this port is not told. */
  private int servicePort(int localPort) {
    if (settings.ports().isEmpty()) {
      return localPort;
    }
    for (Settings.PortMapping mapping : settings.ports()) {
      if (mapping.localPort() == localPort) {
        return mapping.servicePort();
      }
    }
    return 0;
  }

  private String serviceOf(int localPort) {
    for (Settings.ServedService served : settings.services()) {
      if (served.localPort() == localPort) {
        return served.name();
      }
    }
    return settings.service();
  }
}
