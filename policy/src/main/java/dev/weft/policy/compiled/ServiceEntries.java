package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Host.ServicePort;
import dev.weft.policy.frame.Instance;
import dev.weft.policy.value.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hosts and instances that ServiceEntry documents with {@code resolution: STATIC} declare. Of
 * two documents with one host the oldest counts; other resolutions make nothing known.
 */
public final class ServiceEntries {
  static final String KIND = "ServiceEntry";

  /** What is spoken where nothing is said, as Istio sniffs it. */
  private static final String DEFAULT_PROTOCOL = "http";

  private static final Set<String> MESHED = Set.of("http", "http2", "grpc");

  private ServiceEntries() {}

  /**
   * One declared host.
   *
   * @param host canonical where it is a service of the mesh; perhaps a wildcard
   * @param instances one an endpoint, without mesh TLS; {@code loopback} is false, for an address
   *     that an operator wrote is meant wherever it is read
   * @param exportedTo namespaces that see it; empty: all
   */
  public record Entry(Host host, List<Instance> instances, Set<String> exportedTo) {
    public Entry {
      instances = List.copyOf(instances);
      exportedTo = Set.copyOf(exportedTo);
    }
  }

  /**
   * The hosts of all STATIC entries among {@code documents}, in the order of their age.
   *
   * @throws PolicyRefusedException if one is not what this version understands
   */
  public static List<Entry> read(Collection<PolicyDocument> documents) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (PolicyDocument document : Visibility.oldestFirst(documents, KIND)) {
      Spec spec = Spec.of(document);
      if ("STATIC".equals(spec.text("resolution"))) {
        for (String written : spec.texts("hosts")) {
          String host = HostNames.canonical(written, document.key().namespace());
          entries.putIfAbsent(host, entry(document, spec, host));
        }
      }
    }
    return List.copyOf(entries.values());
  }

  private static Entry entry(PolicyDocument document, Spec spec, String host) {
    List<ServicePort> ports = new ArrayList<>();
    for (Spec port : spec.children("ports")) {
      String protocol = protocol(port);
      if (protocol != null) {
        ports.add(new ServicePort(port.integer("number", 0), protocol));
      }
    }
    List<Instance> instances = new ArrayList<>();
    List<Spec> endpoints = spec.children("endpoints");
    for (int i = 0; i < endpoints.size(); i++) {
      String address = endpoints.get(i).text("address");
      if (address != null && Names.isAddress(address)) {
        instances.add(instance(document, spec, host, endpoints.get(i), i));
      }
    }
    Visibility visibility = Visibility.of(document);
    Set<String> seenBy =
        !visibility.everybody() && visibility.namespaces().isEmpty()
            ? Set.of("~") // no namespace has this name
            : visibility.namespaces();
    return new Entry(new Host(host, ports), instances, seenBy);
  }

  private static Instance instance(
      PolicyDocument document, Spec spec, String host, Spec endpoint, int index) {
    String namespace = HostNames.namespaceOf(host);
    List<Instance.Port> ports = new ArrayList<>();
    Spec own = endpoint.child("ports");
    for (Spec port : spec.children("ports")) {
      String protocol = protocol(port);
      if (protocol != null) {
        int number = port.integer("number", 0);
        int target = own.integer(port.required("name"), port.integer("targetPort", number));
        String address = endpoint.required("address");
        ports.add(new Instance.Port(number, address, target, protocol, 0, false));
      }
    }
    String account = endpoint.filled("serviceAccount");
    return new Instance(
        "serviceentry/" + VirtualServices.source(document) + "/" + host + "/" + index,
        namespace == null ? host : host.substring(0, host.indexOf('.')),
        namespace == null ? document.key().namespace() : namespace,
        account == null ? "default" : account,
        endpoint.textMap("labels"),
        ports);
  }

  /** Null: a port that is not meshed. */
  private static @Nullable String protocol(Spec port) {
    String written = port.filled("protocol");
    String protocol = written == null ? DEFAULT_PROTOCOL : written.toLowerCase(Locale.ROOT);
    return MESHED.contains(protocol) ? protocol : null;
  }
}
