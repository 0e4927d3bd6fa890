package dev.weft.agent.identity;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * Forgets sessions that must not be resumed. A resumed session passes no trust manager and presents
 * no new certificate, so on the client's side only this helps. Thread-safe.
 */
final class ClientSessions {
  /** Longer than a handshake takes that had begun before the sessions were forgotten. */
  private static final long AGAIN_MILLIS = 2_000;

  private final LongSupplier wallMillis;

  /** When all are to be forgotten once more; 0: not. */
  private volatile long againMillis;

  ClientSessions(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  /** Own identity, roots or expected peers have changed. */
  void forgetAll(SSLSessionContext sessions) {
    forget(sessions, session -> true);
    againMillis = wallMillis.getAsLong() + AGAIN_MILLIS;
  }

  /**
   * Also forgets what proves an earlier certificate of ours: a session that was being resumed while
   * all were forgotten comes back as a new one, and so on at each resumption, until the peer
   * refuses it when that certificate has ended.
   *
   * @param own the certificate that proves us now; null: none is held that has not expired
   */
  void tick(SSLSessionContext sessions, @Nullable X509Certificate own) {
    long now = wallMillis.getAsLong();
    boolean again = againMillis != 0 && now >= againMillis;
    if (again) {
      againMillis = 0;
    }
    boolean all = again || own == null;
    forget(sessions, session -> all || endsBefore(session, now) || provesOther(session, own));
  }

  private static void forget(SSLSessionContext sessions, Predicate<SSLSession> unfit) {
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null && unfit.test(session)) {
        session.invalidate();
      }
    }
  }

  private static boolean provesOther(SSLSession session, X509Certificate own) {
    Certificate[] proved = session.getLocalCertificates();
    return proved != null && proved.length > 0 && !proved[0].equals(own);
  }

  /** Whether its peer's certificate ends before the time. */
  private static boolean endsBefore(SSLSession session, long millis) {
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509 && x509.getNotAfter().getTime() < millis) {
          return true;
        }
      }
      return false;
    } catch (SSLPeerUnverifiedException e) {
      // Nobody proved anything in it: nothing is lost with it.
      return true;
    }
  }
}
