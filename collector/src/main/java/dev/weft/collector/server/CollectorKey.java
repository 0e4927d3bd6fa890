package dev.weft.collector.server;

import dev.weft.collector.authority.Authority;
import dev.weft.collector.authority.ServerIdentity;
import dev.weft.collector.time.Clock;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the collector's own certificate and makes a new one at half of its life, and when the
 * authority's roots change, so that a collector need not be restarted for it. Thread-safe.
 */
final class CollectorKey extends X509ExtendedKeyManager {
  private static final String EC = "EC";

  private final Authority authority;
  private final List<String> names;
  private final Clock clock;
  private volatile Current current;
  private volatile Current before;

  /**
   * @param generation of the authority's roots
   */
  private record Current(
      String alias, ServerIdentity identity, long renewMillis, long generation) {}

  CollectorKey(Authority authority, List<String> names, Clock clock) {
    this.authority = authority;
    this.names = names;
    this.clock = clock;
    this.current = make(1);
    this.before = current;
  }

  private Current make(int number) {
    long generation = authority.rollover().generation();
    ServerIdentity identity = authority.collectorIdentity(names);
    long now = clock.millis();
    long left = identity.chain().get(0).getNotAfter().getTime() - now;
    return new Current("collector-" + number, identity, now + left / 2, generation);
  }

  private Current fresh() {
    Current now = current;
    if (clock.millis() < now.renewMillis()
        && now.generation() == authority.rollover().generation()) {
      return now;
    }
    synchronized (this) {
      if (current == now) {
        before = now;
        current = make(Integer.parseInt(now.alias().substring("collector-".length())) + 1);
      }
      return current;
    }
  }

  /** What is presented now. */
  ServerIdentity identity() {
    return fresh().identity();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return EC.equals(keyType) ? fresh().alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return EC.equals(keyType) ? fresh().alias() : null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return EC.equals(keyType) ? new String[] {fresh().alias()} : null;
  }

  /** The one before is kept for handshakes that had already chosen it. */
  private ServerIdentity named(String alias) {
    Current then = before;
    return then.alias().equals(alias) ? then.identity() : current.identity();
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
