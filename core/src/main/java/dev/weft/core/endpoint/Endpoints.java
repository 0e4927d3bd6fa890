package dev.weft.core.endpoint;

import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps one object for one (instance, port). Of one thread at a time: whoever applies frames. What
 * it gives out is thread-safe.
 */
public final class Endpoints {
  private Map<Key, Endpoint> known = Map.of();

  private record Key(String host, String instanceId, int servicePort) {}

  /**
   * Makes the endpoints of all hosts, taking over those that were known. Nothing changes if it
   * throws.
   *
   * @return by host, then by service port, in the order of registration
   * @throws IllegalArgumentException if an address is a name or no address at all
   */
  public Map<String, Map<Integer, List<Endpoint>>> replace(
      Collection<HostEndpoints> all, String trustDomain) {
    Map<Key, Endpoint> next = new HashMap<>();
    Map<String, Map<Integer, List<Endpoint>>> byHost = new HashMap<>();
    for (HostEndpoints host : all) {
      Map<Integer, List<Endpoint>> byPort = new HashMap<>();
      for (Instance instance : host.instances()) {
        for (Instance.Port port : instance.ports()) {
          Key key = new Key(host.host(), instance.id(), port.servicePort());
          Endpoint endpoint = make(instance, port, trustDomain, known.get(key));
          next.put(key, endpoint);
          byPort.computeIfAbsent(port.servicePort(), p -> new ArrayList<>()).add(endpoint);
        }
      }
      byHost.put(host.host(), byPort);
    }
    known = next;
    return byHost;
  }

  private static Endpoint make(
      Instance instance, Instance.Port port, String trustDomain, Endpoint before) {
    InetAddress address = numeric(instance, port);
    Endpoint made =
        new Endpoint(
            instance.id(),
            new InetSocketAddress(address, port.port()),
            port.mtlsPort() > 0 ? new InetSocketAddress(address, port.mtlsPort()) : null,
            identity(trustDomain, instance),
            instance.labels(),
            instance,
            before == null ? new EndpointState() : before.state());
    return before != null && before.sameAs(made) ? before : made;
  }

  private static String identity(String trustDomain, Instance instance) {
    return "spiffe://"
        + trustDomain
        + "/ns/"
        + instance.namespace()
        + "/sa/"
        + instance.serviceAccount();
  }

  private static InetAddress numeric(Instance instance, Instance.Port port) {
    String address = port.address();
    boolean digits = !address.isEmpty();
    for (int i = 0; digits && i < address.length(); i++) {
      char c = address.charAt(i);
      digits = c == '.' || c == ':' || c == '%' || Character.digit(c, 16) >= 0;
    }
    if (!digits || (address.indexOf(':') < 0 && Character.digit(address.charAt(0), 10) < 0)) {
      throw new IllegalArgumentException(
          "instance "
              + instance.id()
              + ", port "
              + port.servicePort()
              + ": address '"
              + address
              + "': expected a numeric address");
    }
    try {
      return namedByItself(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "instance " + instance.id() + ": '" + address + "' is no address", e);
    }
  }

  /**
   * Else whoever asks it for its name has it looked up, which blocks, and it has another name from
   * then on: the pool of java.net.http does so in JDK 17.0.7, 17.0.9 and 21.0.2.
   */
  private static InetAddress namedByItself(InetAddress address) throws UnknownHostException {
    String text = address.getHostAddress();
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address six && six.getScopeId() != 0
        ? Inet6Address.getByAddress(text, bytes, six.getScopeId())
        : InetAddress.getByAddress(text, bytes);
  }
}
