package dev.weft.agent.identity;

import dev.weft.core.identity.MeshTls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The mesh's TLS of this JVM. The contexts live as long as it does; what they present and trust
 * changes under them. Thread-safe; the methods that the link calls do no I/O but for {@code
 * identity.store=file}.
 */
public final class AgentTls implements MeshTls {
  private final MeshKeyManager keys;
  private final ChainVerifier verifier;
  private final PeerTable peers;
  private final PeerCheck peerCheck;
  private final Renewal renewal;
  private final ClientSessions sessions;
  private final LongSupplier wallMillis;
  private final @Nullable IdentityFile file;
  private final List<Runnable> whenReady = new ArrayList<>();

  // Made at first use: TLS must not be touched while the JVM starts.
  private volatile @Nullable SSLContext client;
  private volatile @Nullable SSLContext server;

  /**
   * @param peers who is expected where; fed by the link
   * @param wallMillis epoch milliseconds
   * @param random uniform in [0, 1), for the jitter of renewals
   * @param file keeps the identity over a restart; null: nothing does
   */
  public AgentTls(
      PeerTable peers,
      LongSupplier wallMillis,
      DoubleSupplier random,
      @Nullable IdentityFile file) {
    this.peers = peers;
    this.wallMillis = wallMillis;
    this.file = file;
    this.keys = new MeshKeyManager(wallMillis);
    this.verifier = new ChainVerifier(wallMillis);
    this.peerCheck = new PeerCheck(verifier, wallMillis);
    this.renewal = new Renewal(wallMillis, random);
    this.sessions = new ClientSessions(wallMillis);
  }

  /** Takes over what {@code identity.store=file} kept. Call once, before the link is up. */
  public void restore() throws IOException {
    IdentityFile.Kept kept = file == null ? null : file.read();
    if (kept != null) {
      try {
        install(kept.identity().key(), kept.identity().chain(), kept.roots());
      } catch (CertificateException e) {
        throw new IOException("kept identity is not usable: " + e.getMessage(), e);
      }
    }
  }

  /**
   * The request to send now.
   *
   * @param spiffeId to be named by the certificate
   * @return PEM; null: none is due
   */
  public @Nullable String requestDue(String spiffeId) throws GeneralSecurityException {
    return renewal.requestDue(spiffeId, keys.current());
  }

  /** The link is new: what was asked on the one before will not be answered. */
  public void connected() {
    renewal.forget();
  }

  /**
   * The collector's answer.
   *
   * @throws CertificateException if it does not fit what was asked; nothing has changed then
   */
  public void certificate(String chainPem, String rootsPem) throws CertificateException {
    List<X509Certificate> chain = Pem.certificates(chainPem);
    CertificateRequest request = renewal.take(chain.get(0).getPublicKey());
    install(request.keys().getPrivate(), chain, Pem.certificates(rootsPem));
  }

  /** The authority may be another one than before: a new certificate is asked for at once. */
  public void renew() {
    renewal.dueNow();
  }

  /** The collector does not sign; asked again later. */
  public void refused() {
    renewal.refused(keys.current());
  }

  private void install(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> roots)
      throws CertificateException {
    List<Runnable> ready;
    synchronized (this) {
      X509Certificate[] given = chain.toArray(new X509Certificate[0]);
      String usage = MeshTrustManager.CLIENT_USAGE;
      // Where a certificate is held that still serves, none may replace it that peers would refuse.
      String id =
          ready()
              ? verifier.verify(given, usage, Set.copyOf(roots))
              : verifier.accept(given, usage, Set.copyOf(roots));
      Identity identity = new Identity(generation() + 1, key, chain, id);
      verifier.trust(roots);
      keys.use(identity);
      renewal.installed(identity);
      ready = List.copyOf(whenReady);
      whenReady.clear();
    }
    forgetClientSessions();
    for (Runnable action : ready) {
      action.run();
    }
  }

  /** Keeps the identity of now, where {@code identity.store=file} wants that. */
  public void save() throws IOException {
    Identity identity = keys.current();
    if (file != null && identity != null) {
      file.write(new IdentityFile.Kept(identity, verifier.trusted()));
    }
  }

  /**
   * Replaces what is trusted, e.g. by the old and the new root while they roll.
   *
   * @return whether that changed anything
   */
  public boolean roots(String pem) throws CertificateException {
    boolean changed = verifier.trust(Pem.certificates(pem));
    if (changed) {
      forgetClientSessions();
    }
    return changed;
  }

  /** Fingerprints of the roots that are trusted now. */
  public List<String> trusted() throws CertificateException {
    List<String> fingerprints = new ArrayList<>();
    for (X509Certificate root : verifier.trusted()) {
      fingerprints.add(Fingerprint.of(root));
    }
    return fingerprints;
  }

  /** Fingerprint of the one of them that the certificate held is of; empty: there is none. */
  public String issuer() throws CertificateException {
    Identity identity = valid();
    if (identity != null) {
      for (X509Certificate root : verifier.trusted()) {
        if (KeyIdentifiers.names(identity.leaf(), root)) {
          return Fingerprint.of(root);
        }
      }
    }
    return "";
  }

  /** Another identity is now expected at some address. */
  public void peersChanged() {
    forgetClientSessions();
  }

  /** To be called about once a second: client sessions of expired certificates go. */
  public void tick() {
    SSLContext context = client;
    if (context != null) {
      Identity identity = valid();
      sessions.tick(context.getClientSessionContext(), identity == null ? null : identity.leaf());
    }
  }

  private void forgetClientSessions() {
    SSLContext context = client;
    if (context != null) {
      sessions.forgetAll(context.getClientSessionContext());
    }
  }

  @Override
  public boolean ready() {
    return valid() != null;
  }

  /** The identity held, unless it has expired. */
  private @Nullable Identity valid() {
    Identity identity = keys.current();
    return identity != null && !identity.expired(wallMillis.getAsLong()) ? identity : null;
  }

  /** Who this JVM is, {@code spiffe://...}; null while it holds no certificate. */
  public @Nullable String id() {
    Identity identity = keys.current();
    return identity == null ? null : identity.id();
  }

  MeshKeyManager keys() {
    return keys;
  }

  ChainVerifier verifier() {
    return verifier;
  }

  @Override
  public SSLContext clientContext() {
    SSLContext context = client;
    if (context == null) {
      synchronized (this) {
        context = client;
        if (context == null) {
          context = newContext();
          client = context;
        }
      }
    }
    return context;
  }

  @Override
  public SSLContext serverContext() {
    SSLContext context = server;
    if (context == null) {
      synchronized (this) {
        context = server;
        if (context == null) {
          context = newContext();
          server = context;
        }
      }
    }
    return context;
  }

  private SSLContext newContext() {
    try {
      SSLContext context = jdkContext();
      context.init(
          new KeyManager[] {keys},
          new TrustManager[] {new MeshTrustManager(verifier, peers)},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS 1.3", e);
    }
  }

  /** The JDK's own, also where the application put another provider before it. */
  private static SSLContext jdkContext() throws GeneralSecurityException {
    try {
      return SSLContext.getInstance(MeshTrustManager.PROTOCOL, "SunJSSE");
    } catch (NoSuchProviderException e) {
      return SSLContext.getInstance(MeshTrustManager.PROTOCOL);
    }
  }

  @Override
  public String verifyPeer(SSLSession session) throws IOException {
    return peerCheck.verify(session);
  }

  @Override
  public long endsInMillis(SSLSession session) {
    return peerCheck.endsInMillis(session);
  }

  @Override
  public boolean endsSoon(SSLSession session) {
    return peerCheck.endsSoon(session);
  }

  @Override
  public long generation() {
    Identity identity = keys.current();
    return identity == null ? 0 : identity.generation();
  }

  @Override
  public void whenReady(Runnable action) {
    synchronized (this) {
      if (!ready()) {
        whenReady.add(action);
        return;
      }
    }
    action.run();
  }
}
