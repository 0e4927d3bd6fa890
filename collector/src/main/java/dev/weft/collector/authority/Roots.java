package dev.weft.collector.authority;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All roots of the authority: what its file holds. Immutable.
 *
 * @param signing what certificates are of now
 * @param next trusted already, and to sign once every agent trusts it
 * @param before what signed before; null: nothing, or it was forgotten
 * @param sinceMillis of the present phase, epoch milliseconds; 0: since the authority was made
 * @param longestLifeSeconds of any certificate that the signing root may have signed
 */
record Roots(
    Root signing,
    @Nullable Root next,
    @Nullable Before before,
    long sinceMillis,
    long longestLifeSeconds) {
  /** Of authorities that were made before this was written down: the default. */
  static final long USUAL_LIFE_SECONDS = 24 * 60 * 60;

  /**
   * A root that signs no more; its key is gone.
   *
   * @param cross the signing root's certificate, signed by this one
   * @param trusted whether certificates of it are still good
   * @param lastEndMillis after which none of them is valid any more, epoch milliseconds
   */
  record Before(X509Certificate root, X509Certificate cross, boolean trusted, long lastEndMillis) {}

  static Roots of(Root signing, long longestLifeSeconds) {
    return new Roots(signing, null, null, 0, longestLifeSeconds);
  }

  Phase phase() {
    return next != null
        ? Phase.TRUSTING
        : before != null && before.trusted() ? Phase.RENEWING : Phase.STEADY;
  }

  /** What agents are to trust now, the one that signs first. */
  List<X509Certificate> trusted() {
    List<X509Certificate> all = new ArrayList<>();
    all.add(signing.certificate());
    if (next != null) {
      all.add(next.certificate());
    }
    if (before != null && before.trusted()) {
      all.add(before.root());
    }
    return all;
  }
}
