package dev.weft.core.route;

import dev.weft.core.endpoint.Cluster;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.Route;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes once its route, match and destination are known, with all that can be worked
 * out beforehand. Immutable, made when a policy is applied.
 */
public final class Target {
  private final String routeName;
  private final Route route;
  private final RetryPlan retries;
  private final @Nullable String subset;
  private final @Nullable Integer port;
  private final @Nullable Upstream upstream;
  private final Cluster[] clusters;
  private final HeaderEdits.Edits requestEdits;
  private final HeaderEdits.Edits responseEdits;
  private final @Nullable PathRewrite pathRewrite;
  private final @Nullable String authority;

  Target(
      String routeName,
      Route route,
      Route.Destination destination,
      @Nullable Upstream upstream,
      HeaderEdits.Edits requestEdits,
      HeaderEdits.Edits responseEdits,
      @Nullable PathRewrite pathRewrite) {
    this.routeName = routeName;
    this.route = route;
    this.retries = new RetryPlan(route.retries());
    this.subset = destination.subset();
    this.port = destination.port();
    this.upstream = upstream;
    this.clusters = upstream == null ? new Cluster[0] : upstream.clusters(destination.subset());
    this.requestEdits = requestEdits;
    this.responseEdits = responseEdits;
    this.pathRewrite = pathRewrite;
    this.authority = route.rewrite() == null ? null : route.rewrite().authority();
  }

  /** What traces call it: the route's name, and the match's where it has one. */
  public String routeName() {
    return routeName;
  }

  /** Timeout and faults. */
  public Route route() {
    return route;
  }

  public RetryPlan retries() {
    return retries;
  }

  public @Nullable String subset() {
    return subset;
  }

  @Nullable Integer port() {
    return port;
  }

  /** Null: the document names a host that the mesh does not know. */
  @Nullable Upstream upstream() {
    return upstream;
  }

  /** Null: no such subset, or no such port. */
  @Nullable Cluster cluster(int servicePort) {
    for (Cluster cluster : clusters) {
      if (cluster.port() == servicePort) {
        return cluster;
      }
    }
    return null;
  }

  /** Of route and destination together. */
  public HeaderEdits.Edits requestEdits() {
    return requestEdits;
  }

  HeaderEdits.Edits responseEdits() {
    return responseEdits;
  }

  /** The path to send; null: as the application wrote it. */
  public @Nullable String path(String pathAndQuery) {
    return pathRewrite == null ? null : pathRewrite.apply(pathAndQuery);
  }

  /** The authority to send; null: as the application wrote it. */
  public @Nullable String authority() {
    return authority;
  }

  /** Whether the request is sent as it is. */
  public boolean changesNothing() {
    return pathRewrite == null && authority == null && requestEdits.isEmpty();
  }
}
