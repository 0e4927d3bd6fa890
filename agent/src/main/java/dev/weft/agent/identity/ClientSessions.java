package dev.weft.agent.identity;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

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
    forget(sessions, Long.MAX_VALUE);
    againMillis = wallMillis.getAsLong() + AGAIN_MILLIS;
  }

  /**
   * @param ready whether an own certificate is held that has not expired
   */
  void tick(SSLSessionContext sessions, boolean ready) {
    long now = wallMillis.getAsLong();
    boolean again = againMillis != 0 && now >= againMillis;
    if (again) {
      againMillis = 0;
    }
    forget(sessions, again || !ready ? Long.MAX_VALUE : now);
  }

  /** Those whose peer's certificate ends before the time. */
  private static void forget(SSLSessionContext sessions, long beforeMillis) {
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null && endsBefore(session, beforeMillis)) {
        session.invalidate();
      }
    }
  }

  private static boolean endsBefore(SSLSession session, long millis) {
    if (millis == Long.MAX_VALUE) {
      return true;
    }
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
