package dev.weft.collector.access;

import static dev.weft.collector.access.AccessTable.Need.ADMIN;
import static dev.weft.collector.access.AccessTable.Need.AGENT;
import static dev.weft.collector.access.AccessTable.Need.INGEST;
import static dev.weft.collector.access.AccessTable.Need.OPEN;
import static dev.weft.collector.access.AccessTable.Need.PAGE;
import static dev.weft.collector.access.AccessTable.Need.READ;
import static dev.weft.collector.access.AccessTable.Need.WRITE;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place that says who may do what. Paths are those of the routes, not of requests, so that
 * no spelling of a request leads past it. The first line that fits counts; what fits none is for
 * administrators.
 */
public final class AccessTable {
  private static final Set<String> ANY = Set.of();
  private static final Set<String> GET = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> CHANGE = Set.of("POST", "PUT", "DELETE", "PATCH");

  private static final List<Line> LINES =
      List.of(
          new Line(GET, "/healthz", OPEN),
          new Line(GET, "/readyz", OPEN),
          new Line(GET, "/", PAGE),
          new Line(GET, "/ui/**", PAGE),
          new Line(ANY, "/v1/agents/channel", AGENT),
          new Line(ANY, "/v1/tokens/**", ADMIN),
          new Line(ANY, "/v1/export/**", ADMIN),
          new Line(ANY, "/v1/import/**", ADMIN),
          // Who tried what from where is for those who answer for it, not for every dashboard.
          new Line(ANY, "/v1/audit/**", ADMIN),
          new Line(Set.of("POST"), "/v1/traces", INGEST),
          new Line(Set.of("POST"), "/v1/metrics", INGEST),
          new Line(Set.of("POST"), "/opentelemetry.proto.collector.**", INGEST),
          new Line(CHANGE, "/v1/policies/**", WRITE),
          new Line(CHANGE, "/v1/agents/**", ADMIN),
          new Line(CHANGE, "/v1/authority/**", ADMIN),
          new Line(GET, "/v1/**", READ),
          new Line(GET, "/api/**", READ),
          new Line(GET, "/metrics", READ));

  private AccessTable() {}

  /** What a path asks for. */
  public enum Need {
    /** Nothing. */
    OPEN,
    /** Nothing, but never in plaintext where the collector speaks TLS: a token is typed into it. */
    PAGE,
    /** An agent's own certificate, or a join or service token. */
    AGENT,
    /** Role ingest, or an agent's certificate. */
    INGEST,
    READ,
    WRITE,
    ADMIN;

    /** Whether {@code principal} has it. */
    public boolean metBy(Principal principal) {
      Role role = principal.role();
      return switch (this) {
        case OPEN, PAGE -> true;
        case AGENT -> principal.grant() != null;
        case INGEST ->
            role == Role.INGEST || role == Role.ADMIN || principal.kind() == Principal.Kind.AGENT;
        case READ -> role == Role.READ || role == Role.WRITE || role == Role.ADMIN;
        case WRITE -> role == Role.WRITE || role == Role.ADMIN;
        case ADMIN -> role == Role.ADMIN;
      };
    }

    /** For who does not have it. */
    public String expected() {
      return switch (this) {
        case OPEN, PAGE -> "nothing";
        case AGENT -> "a join or service token, or a certificate of this mesh";
        case INGEST -> "a token of role ingest, or a certificate of this mesh";
        case READ -> "a token of role read";
        case WRITE -> "a token of role write";
        case ADMIN -> "a token of role admin";
      };
    }
  }

  private record Line(Set<String> methods, String path, Need need) {
    boolean fits(String method, String asked) {
      if (!methods.isEmpty() && !methods.contains(method)) {
        return false;
      }
      if (!path.endsWith("**")) {
        return asked.equals(path);
      }
      String prefix = path.substring(0, path.length() - 2);
      return asked.startsWith(prefix)
          || prefix.endsWith("/") && asked.equals(prefix.substring(0, prefix.length() - 1));
    }
  }

  /** Whether somebody thought of it. */
  public static boolean listed(String method, String route) {
    return line(method, route) != null;
  }

  private static @Nullable Need line(String method, String route) {
    for (Line line : LINES) {
      if (line.fits(method, route)) {
        return line.need();
      }
    }
    return null;
  }

  /**
   * What is needed.
   *
   * @param route its pattern, {@code /v1/policies/:kind}
   */
  public static Need need(String method, String route) {
    Need need = line(method, route);
    return need == null ? ADMIN : need;
  }
}
