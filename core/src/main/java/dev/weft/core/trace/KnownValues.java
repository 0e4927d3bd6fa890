package dev.weft.core.trace;

import dev.weft.core.route.Authority;
import org.jspecify.annotations.Nullable;

/**
 * Values that spans have in common, each kept as one object: nearly all calls go to few hosts and
 * ports, and what every span had of its own the exporting thread would have to fetch into its
 * caches. As many are kept as there are places; the rest is made anew. Thread-safe: a lost write is
 * only made again.
 */
final class KnownValues {
  /** Powers of two. */
  private static final int SERVERS = 64;

  private static final int NUMBERS = 256;

  private final @Nullable Server[] servers = new Server[SERVERS];
  private final @Nullable Long[] numbers = new Long[NUMBERS];

  private record Server(String authority, boolean secure, String host, Long port) {}

  /** Sets {@code server.address} and {@code server.port}. */
  void server(Span span, String authority, String scheme) {
    boolean secure = scheme.equals("https");
    int place = authority.hashCode() & SERVERS - 1;
    Server server = servers[place];
    if (server == null || server.secure != secure || !server.authority.equals(authority)) {
      server =
          new Server(
              authority,
              secure,
              authority.substring(0, Authority.hostEnd(authority)),
              number(Authority.port(authority, scheme)));
      servers[place] = server;
    }
    span.set("server.address", server.host);
    span.set("server.port", server.port);
  }

  Long number(int value) {
    int place = value & NUMBERS - 1;
    Long kept = numbers[place];
    if (kept == null || kept != value) {
      kept = (long) value;
      numbers[place] = kept;
    }
    return kept;
  }
}
