package dev.weft.core.route;

/** Takes {@code host:port} apart without allocating. */
public final class Authority {
  private static final int MAX_PORT = 65535;

  private Authority() {}

  /**
   * Where the host ends if it is a name: as {@link #hostEnd} but for what no name is (a bare IPv6
   * literal, a port that is no number), and faster.
   */
  static int nameEnd(String authority) {
    int at = authority.length() - 1;
    while (at >= 0 && isDigit(authority.charAt(at))) {
      at--;
    }
    return at >= 0 && authority.charAt(at) == ':' ? at : authority.length();
  }

  /**
   * As {@link #port}, for an authority whose host is a name.
   *
   * @param end of the name, as {@link #nameEnd} found it
   */
  static int calledPort(String authority, int end, String scheme) {
    int port = 0;
    for (int i = end + 1; i < authority.length() && port <= MAX_PORT; i++) {
      port = port * 10 + authority.charAt(i) - '0';
    }
    if (end >= authority.length() - 1) {
      return scheme.equals("https") ? 443 : 80;
    }
    return port <= MAX_PORT ? port : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Where the host ends; brackets of an IPv6 literal belong to it. */
  public static int hostEnd(String authority) {
    int at = authority.length() - 1;
    while (at >= 0 && authority.charAt(at) != ':' && authority.charAt(at) != ']') {
      at--;
    }
    if (at < 0 || authority.charAt(at) == ']') {
      return authority.length();
    }
    // Another colon without brackets makes it a bare IPv6 literal, which has no port.
    boolean bare = authority.indexOf(':') != at && (at == 0 || authority.charAt(at - 1) != ']');
    return bare ? authority.length() : at;
  }

  /** The port written there, or that of the scheme; 0 to 65535, or -1 where it is no number. */
  public static int port(String authority, String scheme) {
    int colon = hostEnd(authority);
    if (colon >= authority.length() - 1) {
      return scheme.equals("https") ? 443 : 80;
    }
    int port = 0;
    for (int i = colon + 1; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9 || port > 6553) {
        return -1;
      }
      port = port * 10 + digit;
    }
    return port <= MAX_PORT ? port : -1;
  }
}
