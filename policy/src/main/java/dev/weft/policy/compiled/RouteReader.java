package dev.weft.policy.compiled;

import dev.weft.policy.compiled.HeaderReader.Operations;
import dev.weft.policy.compiled.Route.Destination;
import dev.weft.policy.compiled.Route.Fault;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.compiled.Route.Rewrite;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.match.TextMatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the HTTP routes of one VirtualService for one consumer. */
final class RouteReader {
  /** Not Implemented. */
  private static final int UNSUPPORTED_STATUS = 501;

  private final PolicyDocument document;
  private final MatchReader matches;

  RouteReader(PolicyDocument document, Consumer consumer) {
    this.document = document;
    this.matches = new MatchReader(consumer);
  }

  /** In order, up to the first that matches everything: what comes after can never be reached. */
  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    List<Spec> all = Spec.of(document).children("http");
    for (int i = 0; i < all.size(); i++) {
      Spec route = all.get(i);
      boolean any = route.children("match").isEmpty();
      List<RequestMatch> reached = matches.read(route.children("match"));
      if (!any && reached.isEmpty()) {
        continue;
      }
      routes.add(route(route, i, reached));
      if (any || MatchReader.isEverything(reached.get(reached.size() - 1))) {
        break;
      }
    }
    return routes;
  }

  private Route route(Spec route, int index, List<RequestMatch> matches) {
    String given = route.filled("name");
    String name = given == null ? document.key().name() + "[" + index + "]" : given;
    if (route.children("route").isEmpty()) {
      return unsupported(name, matches);
    }
    Operations operations = HeaderReader.read(route.object("headers"));
    List<Spec> written = route.children("route");
    List<Operations> own = new ArrayList<>();
    boolean anyOwn = false;
    for (Spec destination : written) {
      Operations of = HeaderReader.read(destination.object("headers"));
      own.add(of);
      anyOwn |= !of.edits().isEmpty();
    }
    boolean weighted = written.size() > 1;
    List<Destination> destinations = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      int weight = written.get(i).integer("weight", 0);
      if (weighted && weight == 0) {
        continue;
      }
      HeaderEdits edits =
          anyOwn
              ? HeaderReader.together(operations.edits(), own.get(i).edits(), weighted)
              : HeaderEdits.NONE;
      destinations.add(destination(written.get(i), weighted ? weight : 1, edits));
    }
    if (destinations.isEmpty()) {
      throw route.refused("route", "a list with a weight above 0");
    }
    String authority = weighted ? null : own.get(0).authority();
    Duration timeout = route.duration("timeout");
    return new Route(
        name,
        matches,
        destinations,
        anyOwn ? HeaderEdits.NONE : operations.edits(),
        rewrite(route, operations.authority() == null ? authority : operations.authority()),
        timeout == null || timeout.isZero() ? null : timeout,
        RetryReader.read(route.object("retries")),
        FaultReader.read(route.object("fault")));
  }

  private Destination destination(Spec written, int weight, HeaderEdits headers) {
    Spec destination = written.child("destination");
    Spec port = destination.object("port");
    return new Destination(
        HostNames.canonical(destination.required("host"), document.key().namespace()),
        destination.filled("subset"),
        port == null ? null : port.integer("number"),
        weight,
        headers);
  }

  /** The rewrite's own authority beats one that is set as a header. */
  private static @Nullable Rewrite rewrite(Spec route, @Nullable String authorityHeader) {
    Spec rewrite = route.child("rewrite");
    String own = rewrite.filled("authority");
    String authority = own == null ? authorityHeader : own;
    Spec regex = rewrite.object("uriRegexRewrite");
    String uri = regex == null ? rewrite.filled("uri") : null;
    if (authority == null && regex == null && uri == null) {
      return null;
    }
    return new Rewrite(
        uri,
        regex == null ? null : (TextMatch.Regex) MatchReader.regex(regex, "match"),
        regex == null ? null : regex.required("rewrite"),
        authority);
  }

  /**
   * Redirects, fixed answers and delegates are not done. Such a call must not go on to a later
   * route, which was not written for it, nor to the service, which Istio would not call: it is
   * aborted. The destination is there because a route has one; it is never used.
   */
  private Route unsupported(String name, List<RequestMatch> matches) {
    List<String> hosts = VirtualServices.hosts(document);
    String host = hosts.isEmpty() ? "unsupported.invalid" : hosts.get(0);
    return new Route(
        name,
        matches,
        List.of(new Destination(host, null, null, 1, HeaderEdits.NONE)),
        HeaderEdits.NONE,
        null,
        null,
        RetryReader.NONE,
        new Fault(null, new Fault.Abort(100, UNSUPPORTED_STATUS, -1)));
  }
}
