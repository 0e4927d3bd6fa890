package dev.weft.policy.compiled;

import dev.weft.policy.compiled.CompiledPolicy.VirtualHost;
import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Chooses for each host the VirtualService that counts for one consumer. */
final class VirtualServices {
  static final String KIND = "VirtualService";
  private final Consumer consumer;

  VirtualServices(Consumer consumer) {
    this.consumer = consumer;
  }

  /**
   * The first in order that has routes for this consumer has the host; documents are not merged.
   */
  Map<String, VirtualHost> hosts(Collection<PolicyDocument> documents) {
    Map<String, VirtualHost> hosts = new LinkedHashMap<>();
    for (PolicyDocument document : inOrder(documents)) {
      List<Route> routes = new RouteReader(document, consumer).routes();
      if (routes.isEmpty()) {
        continue;
      }
      for (String host : hosts(document)) {
        hosts.putIfAbsent(host, new VirtualHost(host, source(document), routes));
      }
    }
    return hosts;
  }

  /** Canonical, as the document lists them; a delegate has none. */
  static List<String> hosts(PolicyDocument document) {
    String namespace = document.key().namespace();
    return Spec.of(document).texts("hosts").stream()
        .map(host -> HostNames.canonical(host, namespace))
        .toList();
  }

  static boolean isForMesh(PolicyDocument document) {
    List<String> gateways = Spec.of(document).texts("gateways");
    return gateways.isEmpty() || gateways.contains("mesh");
  }

  static String source(PolicyDocument document) {
    return document.key().namespace() + "/" + document.key().name();
  }

  /**
   * The consumer's namespace's own private ones, then those exported to it by name, then the public
   * ones of every namespace; each oldest first. So does Istio's push context.
   */
  private List<PolicyDocument> inOrder(Collection<PolicyDocument> documents) {
    List<PolicyDocument> ownPrivate = new ArrayList<>();
    List<PolicyDocument> exported = new ArrayList<>();
    List<PolicyDocument> everybodys = new ArrayList<>();
    for (PolicyDocument document : Visibility.oldestFirst(documents, KIND)) {
      Visibility visibility = Visibility.of(document);
      if (!isForMesh(document)) {
        continue;
      }
      if (visibility.everybody()) {
        everybodys.add(document);
      } else if (visibility.includes(consumer.namespace())) {
        boolean own = document.key().namespace().equals(consumer.namespace());
        (own ? ownPrivate : exported).add(document);
      }
    }
    ownPrivate.addAll(exported);
    ownPrivate.addAll(everybodys);
    return ownPrivate;
  }
}
