package dev.weft.agent.link;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Map;

/** Frames for tests. */
public final class Frames {
  public static final String REVIEWS = "reviews.default.svc.cluster.local";

  private Frames() {}

  /** Names reviews, and its instances where any are given. */
  public static Frame full(String epoch, long revision, Instance... instances) {
    return new Frame(
        epoch,
        revision,
        0,
        List.of(),
        List.of(),
        List.of(new Host(REVIEWS, List.of(new Host.ServicePort(9080, "http")))),
        List.of(),
        instances.length == 0
            ? List.of()
            : List.of(new HostEndpoints(REVIEWS, List.of(instances))));
  }

  static Frame delta(String epoch, long revision, long base, PolicyDocument... documents) {
    return new Frame(
        epoch, revision, base, List.of(documents), List.of(), List.of(), List.of(), List.of());
  }

  public static Instance instance(String id, int port, int mtlsPort) {
    return new Instance(
        id,
        "reviews",
        "default",
        "reviews",
        Map.of("app", "reviews"),
        List.of(new Instance.Port(9080, "127.0.0.1", port, "http", mtlsPort, true)));
  }

  static PolicyDocument document(String name) {
    return new PolicyDocument(
        new DocumentKey("VirtualService", "default", name),
        "networking.istio.io/v1",
        Map.of(),
        Map.of(),
        Map.of("hosts", List.of("reviews")),
        1);
  }
}
