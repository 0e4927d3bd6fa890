package dev.weft.agent.identity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the identity of the moment. The one before is kept for handshakes that had
 * already chosen it. Thread-safe.
 */
final class MeshKeyManager extends X509ExtendedKeyManager {
  private static final String EC = "EC";

  private final LongSupplier wallMillis;
  private volatile @Nullable Identity current;
  private volatile @Nullable Identity before;

  MeshKeyManager(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  synchronized void use(Identity identity) {
    before = current;
    current = identity;
  }

  @Nullable Identity current() {
    return current;
  }

  private @Nullable String alias(String... keyTypes) {
    Identity identity = current;
    if (identity == null || identity.expired(wallMillis.getAsLong())) {
      return null;
    }
    for (String keyType : keyTypes) {
      if (EC.equals(keyType)) {
        return identity.alias();
      }
    }
    return null;
  }

  private @Nullable Identity named(String alias) {
    Identity now = current;
    if (now != null && now.alias().equals(alias)) {
      return now;
    }
    Identity then = before;
    return then != null && then.alias().equals(alias) ? then : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return alias(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity identity = named(alias);
    return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity identity = named(alias);
    return identity == null ? null : identity.key();
  }
}
