package dev.weft.collector.push;

import dev.weft.collector.registry.Catalog;
import dev.weft.collector.registry.OutsideHost;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyView;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of now, made again only if somebody asks after a change: agents that join together
 * change the registry many times between two pushes. For the mesh's loop alone.
 */
final class Catalogs {
  private final Registry registry;
  private final Function<PolicyView, List<OutsideHost>> outsideHosts;
  private List<OutsideHost> outside;
  private @Nullable Catalog made;

  Catalogs(
      Registry registry, Function<PolicyView, List<OutsideHost>> outsideHosts, PolicyView policy) {
    this.registry = registry;
    this.outsideHosts = outsideHosts;
    this.outside = outsideHosts.apply(policy);
  }

  /** The registry has changed. */
  void changed() {
    made = null;
  }

  /** Documents have changed: most writes declare no host. */
  void policy(PolicyView policy) {
    List<OutsideHost> now = outsideHosts.apply(policy);
    if (!now.equals(outside)) {
      outside = now;
      made = null;
    }
  }

  /** The same object until something changes. */
  Catalog now() {
    Catalog catalog = made;
    if (catalog == null) {
      catalog = new Catalog(registry.all(), registry.remembered(), outside);
      made = catalog;
    }
    return catalog;
  }
}
