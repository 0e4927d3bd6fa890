package dev.weft.agent.identity;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** When to ask for a certificate, and what was asked. Thread-safe. */
final class Renewal {
  /** An answer that takes longer will not come. */
  private static final long ANSWER_MILLIS = 10_000;

  private static final long MIN_RETRY_MILLIS = 1_000;
  private static final long MAX_RETRY_MILLIS = 60_000;

  private final LongSupplier wallMillis;
  private final DoubleSupplier random;
  private @Nullable CertificateRequest asked;
  private @Nullable String lastAskedId;
  private long nextMillis;

  Renewal(LongSupplier wallMillis, DoubleSupplier random) {
    this.wallMillis = wallMillis;
    this.random = random;
  }

  synchronized @Nullable String requestDue(String spiffeId, @Nullable Identity held)
      throws GeneralSecurityException {
    long now = wallMillis.getAsLong();
    // Asked for at once, but not again and again where the collector issues another one.
    boolean other = held != null && !held.id().equals(spiffeId) && !spiffeId.equals(lastAskedId);
    if (now < nextMillis && !other) {
      return null;
    }
    lastAskedId = spiffeId;
    CertificateRequest request = CertificateRequest.create(spiffeId);
    asked = request;
    nextMillis = now + ANSWER_MILLIS;
    return request.pem();
  }

  /** Whatever is held, a new one is wanted. */
  synchronized void dueNow() {
    asked = null;
    nextMillis = 0;
  }

  synchronized void forget() {
    if (asked != null) {
      asked = null;
      nextMillis = 0;
    }
  }

  /** The request that this certificate answers; it is no longer open then. */
  synchronized CertificateRequest take(PublicKey certified) throws CertificateException {
    CertificateRequest request = asked;
    if (request == null || !request.keys().getPublic().equals(certified)) {
      throw new CertificateException("certificate is not for the key that was last asked for");
    }
    asked = null;
    return request;
  }

  /**
   * Half of what is left of its life, less up to a fifth so that instances that were started
   * together do not renew together.
   */
  synchronized void installed(Identity identity) {
    long now = wallMillis.getAsLong();
    long left = Math.max(0, identity.leaf().getNotAfter().getTime() - now);
    nextMillis = now + (long) (left / 2.0 * (1 - 0.2 * random.getAsDouble()));
  }

  synchronized void refused(@Nullable Identity held) {
    asked = null;
    long now = wallMillis.getAsLong();
    long left = held == null ? 0 : held.leaf().getNotAfter().getTime() - now;
    long wait = Math.min(MAX_RETRY_MILLIS, Math.max(MIN_RETRY_MILLIS, left / 10));
    nextMillis = now + (held == null ? MIN_RETRY_MILLIS * 5 : wait);
  }
}
