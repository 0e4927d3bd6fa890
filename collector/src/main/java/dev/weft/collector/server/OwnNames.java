package dev.weft.collector.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the collector may be called by, for its certificate. */
final class OwnNames {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private OwnNames() {}

  /**
   * The loopback's names, the machine's name, the addresses that are listened on, and {@code
   * further}.
   */
  static List<String> of(InetAddress bound, Collection<String> further) throws IOException {
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    if (Files.isReadable(HOST_NAME)) {
      String host = Files.readString(HOST_NAME).trim();
      if (host.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
        names.add(host);
      }
    }
    if (bound.isAnyLocalAddress()) {
      Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
      while (interfaces != null && interfaces.hasMoreElements()) {
        interfaces
            .nextElement()
            .getInetAddresses()
            .asIterator()
            .forEachRemaining(address -> names.add(text(address)));
      }
    } else {
      names.add(text(bound));
    }
    names.addAll(further);
    return List.copyOf(names);
  }

  /** Without the zone of a link-local address, which no certificate can name. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
