package dev.weft.agent.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be expected at which address, from the registry's records. An address belongs to one
 * identity: the collector takes it from who held it before. Where two are told all the same, none
 * is accepted, as either could be called in the other's place. Thread-safe.
 */
public final class PeerTable {
  private volatile Map<Peer, Set<String>> current = Map.of();

  /**
   * The table before, for calls that chose their endpoint from the snapshot before. Only asked for
   * addresses that the current one does not have.
   */
  private volatile Map<Peer, Set<String>> before = Map.of();

  private record Peer(InetAddress address, int port) {}

  /** Collects a table. Not thread-safe. */
  public static final class Builder {
    private final Map<Peer, Set<String>> peers = new HashMap<>();

    /**
     * @param address numeric; another is passed over, as nobody can connect there either
     */
    public void add(String address, int port, String spiffeId) {
      InetAddress parsed = numeric(address);
      if (parsed != null) {
        peers.computeIfAbsent(new Peer(parsed, port), p -> new HashSet<>()).add(spiffeId);
      }
    }
  }

  /**
   * Replaces the table.
   *
   * @return whether another identity is now expected at an address known before
   */
  public synchronized boolean replace(Builder next) {
    Map<Peer, Set<String>> was = current;
    if (was.equals(next.peers)) {
      return false;
    }
    before = was;
    current = Map.copyOf(next.peers);
    for (Map.Entry<Peer, Set<String>> e : was.entrySet()) {
      Set<String> now = next.peers.get(e.getKey());
      if (now != null && !now.equals(e.getValue())) {
        return true;
      }
    }
    return false;
  }

  /** The identities that were told for there: one, none, or too many. */
  Set<String> expected(@Nullable InetAddress address, int port) {
    if (address == null) {
      return Set.of();
    }
    Peer peer = new Peer(address, port);
    Set<String> ids = current.get(peer);
    return ids != null ? ids : before.getOrDefault(peer, Set.of());
  }

  /** For messages. */
  @Override
  public String toString() {
    return "PeerTable" + current;
  }

  /** Of an address literal, without asking anybody; null where it is a name. */
  static @Nullable InetAddress numeric(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      if (text.indexOf(':') >= 0) {
        // The JDK takes text for a literal, and never asks DNS, if it begins like this and has a
        // colon.
        boolean literal = Character.digit(text.charAt(0), 16) >= 0 || text.charAt(0) == ':';
        return literal ? InetAddress.getByName(text) : null;
      }
      byte[] bytes = dotted(text);
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static byte @Nullable [] dotted(String text) {
    byte[] bytes = new byte[4];
    int part = 0;
    int digits = 0;
    int value = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.') {
        if (digits == 0 || part == 4) {
          return null;
        }
        bytes[part++] = (byte) value;
        digits = 0;
        value = 0;
      } else {
        value = value * 10 + (c - '0');
        digits++;
        if (c < '0' || c > '9' || digits > 3 || value > 255) {
          return null;
        }
      }
    }
    return part == 4 ? bytes : null;
  }
}
