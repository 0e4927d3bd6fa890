package dev.weft.collector.registry;

import dev.weft.policy.compiled.PolicyRefusedException;
import dev.weft.policy.compiled.ServiceEntries;
import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts that ServiceEntry documents declare. */
public final class OutsideHosts {
  private static final Logger log = LoggerFactory.getLogger(OutsideHosts.class);

  private OutsideHosts() {}

  /**
   * In order of precedence. A document that this version does not understand (a newer one stored
   * it) is left out, and that is logged.
   */
  public static List<OutsideHost> of(List<PolicyDocument> documents) {
    List<PolicyDocument> readable = new ArrayList<>(documents);
    while (true) {
      try {
        return ServiceEntries.read(readable).stream()
            .map(entry -> new OutsideHost(entry.host(), entry.instances(), entry.exportedTo()))
            .toList();
      } catch (PolicyRefusedException e) {
        log.warn("{} declares no hosts: {}", e.document(), e.getMessage());
        if (!readable.removeIf(document -> document.key().equals(e.document()))) {
          return List.of();
        }
      }
    }
  }
}
