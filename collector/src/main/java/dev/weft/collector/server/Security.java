package dev.weft.collector.server;

import java.util.List;

/**
 * Who may reach what.
 *
 * @param required TLS for everything but the health checks, and a token or certificate for
 *     everyone; false: plaintext, and who presents nothing may do everything
 * @param names further host names and addresses for the collector's certificate
 * @param newAdminToken make an admin token though there is one: for who has lost it
 */
public record Security(boolean required, List<String> names, boolean newAdminToken) {
  public static final Security OPEN = new Security(false, List.of(), false);

  public Security {
    names = List.copyOf(names);
  }
}
