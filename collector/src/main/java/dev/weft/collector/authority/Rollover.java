package dev.weft.collector.authority;

import dev.weft.collector.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * The authority's roots and how they change, step by step. Each step is on the disk, whole, before
 * it is in force, so that a collector that dies at any moment goes on where it was. Whether the
 * mesh is ready for a step is for the caller to know. Thread-safe; steps block for the disk.
 */
public final class Rollover {
  private final Path file;
  private final String trustDomain;
  private final Clock clock;
  private final SecureRandom random;
  private final long lifeSeconds;
  private volatile State state;

  private record State(long generation, Roots roots) {}

  Rollover(Path file, String trustDomain, Duration timeToLive, Clock clock, SecureRandom random) {
    this.file = file;
    this.trustDomain = trustDomain;
    this.clock = clock;
    this.random = random;
    lifeSeconds = timeToLive.toSeconds();
    Roots roots = RootFile.loadOrMake(file, trustDomain, lifeSeconds, clock, random);
    state = new State(1, roots);
    if (lifeSeconds > roots.longestLifeSeconds()) {
      // Remembered before the first is signed: a root may only go when all its certificates have.
      change(
          new Roots(
              roots.signing(), roots.next(), roots.before(), roots.sinceMillis(), lifeSeconds));
    }
  }

  /**
   * A root as users see it.
   *
   * @param fingerprint SHA-256 of the certificate, hexadecimal
   * @param name its subject
   * @param role {@code signing}, {@code next}, {@code leaving} (signs no more, its certificates are
   *     good), {@code former} (only tokens and {@code ca-file}s still know the collector by it)
   * @param fromMillis epoch milliseconds
   * @param untilMillis epoch milliseconds
   */
  public record View(
      String fingerprint, String name, String role, long fromMillis, long untilMillis) {}

  /** All roots, the one that signs first. */
  public List<View> views() {
    Roots now = roots();
    List<View> views = new ArrayList<>();
    views.add(view(now.signing().certificate(), "signing"));
    if (now.next() != null) {
      views.add(view(now.next().certificate(), "next"));
    }
    Roots.Before before = now.before();
    if (before != null) {
      views.add(view(before.root(), before.trusted() ? "leaving" : "former"));
    }
    return views;
  }

  private static View view(X509Certificate root, String role) {
    return new View(
        fingerprint(root),
        root.getSubjectX500Principal().getName(),
        role,
        root.getNotBefore().getTime(),
        root.getNotAfter().getTime());
  }

  /** PEM of what is trusted now: for agents, and for a {@code ca-file}. */
  public String pem() {
    StringBuilder text = new StringBuilder();
    for (X509Certificate root : roots().trusted()) {
      text.append(Pem.encode("CERTIFICATE", Root.encoded(root)));
    }
    return text.toString();
  }

  /** Fingerprints of what is trusted now. */
  public List<String> trusted() {
    return roots().trusted().stream().map(Rollover::fingerprint).toList();
  }

  public Phase phase() {
    return roots().phase();
  }

  /** Since when it is that phase, epoch milliseconds; 0: since the authority was made. */
  public long sinceMillis() {
    return roots().sinceMillis();
  }

  /** When the last certificate of the leaving root ends, epoch milliseconds; 0: none is leaving. */
  public long lastEndMillis() {
    Roots.Before before = roots().before();
    return before != null && before.trusted() ? before.lastEndMillis() : 0;
  }

  /**
   * What an operator should know ahead of time: the root that signs ends within a tenth of its
   * life, a year before its end. Null: nothing.
   */
  public @Nullable String warning() {
    X509Certificate root = roots().signing().certificate();
    long left = signingEndsInMillis();
    long life = root.getNotAfter().getTime() - root.getNotBefore().getTime();
    if (left > life / 10) {
      return null;
    }
    long days = Math.max(0, left) / Duration.ofDays(1).toMillis();
    return "The authority's root "
        + brief(root)
        + (left <= 0
            ? " has ended"
            : " ends in " + days + " days, at " + root.getNotAfter().toInstant())
        + (roots().next() == null
            ? ": no certificate outlives it. Change it with: weft authority rotate"
            : ", and the next one does not sign yet. See: weft authority");
  }

  /** Until the root that signs ends, negative after. */
  public long signingEndsInMillis() {
    return roots().signing().certificate().getNotAfter().getTime() - clock.millis();
  }

  /** Grows with each change. */
  public long generation() {
    return state.generation();
  }

  Roots roots() {
    return state.roots();
  }

  /**
   * Makes another root, to be trusted from now on. It signs nothing yet.
   *
   * @throws RollException if a change is under way, or tokens of the root before last still count
   */
  public synchronized void begin() {
    Roots now = roots();
    if (now.phase() != Phase.STEADY) {
      throw new RollException("The authority's root is being changed already.");
    }
    if (now.before() != null) {
      throw new RollException(
          "Tokens of the root before, "
              + brief(now.before().root())
              + ", are still good for knowing the collector, and only two roots can be known at a"
              + " time. Replace what is left of them, then: weft authority forget");
    }
    try {
      Root next = Root.make(trustDomain, clock, random);
      change(new Roots(now.signing(), next, null, clock.millis(), now.longestLifeSeconds()));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AuthorityException("A new root cannot be made: " + e, e);
    }
  }

  /**
   * The next root signs from now on. The key of the one before is gone with this.
   *
   * @throws RollException if there is none
   */
  public synchronized void sign() {
    Roots now = roots();
    Root next = now.next();
    if (next == null) {
      throw new RollException("There is no new root that could sign.");
    }
    try {
      X509Certificate before = now.signing().certificate();
      X509Certificate cross = now.signing().cross(next, trustDomain, random);
      long end =
          Math.min(
              clock.millis() + now.longestLifeSeconds() * 1_000, before.getNotAfter().getTime());
      change(
          new Roots(
              next, null, new Roots.Before(before, cross, true, end), clock.millis(), lifeSeconds));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AuthorityException("The new root cannot be signed by the old one: " + e, e);
    }
  }

  /**
   * Certificates of the root before are good no more.
   *
   * @throws RollException if there is none
   */
  public synchronized void retire() {
    Roots now = roots();
    Roots.Before before = now.before();
    if (before == null || !before.trusted()) {
      throw new RollException("There is no old root to retire.");
    }
    change(
        new Roots(
            now.signing(),
            null,
            new Roots.Before(before.root(), before.cross(), false, before.lastEndMillis()),
            clock.millis(),
            now.longestLifeSeconds()));
  }

  /**
   * Takes the next root back, which has signed nothing yet.
   *
   * @throws RollException if there is none
   */
  public synchronized void abort() {
    Roots now = roots();
    if (now.next() == null) {
      throw new RollException(
          now.phase() == Phase.RENEWING
              ? "The new root signs already, and the key of the old one is gone: there is no way"
                  + " back, only forward."
              : "The authority's root is not being changed.");
    }
    change(new Roots(now.signing(), null, null, clock.millis(), now.longestLifeSeconds()));
  }

  /**
   * The collector shows nothing any more by which tokens and {@code ca-file}s of the root before
   * know it.
   *
   * @throws RollException if there is none, or certificates of it are still good
   */
  public synchronized void forget() {
    Roots now = roots();
    Roots.Before before = now.before();
    if (before == null || before.trusted()) {
      throw new RollException(
          before == null
              ? "There is no root before that could be forgotten."
              : "Certificates of the old root " + brief(before.root()) + " are still good.");
    }
    change(new Roots(now.signing(), now.next(), null, now.sinceMillis(), now.longestLifeSeconds()));
  }

  private void change(Roots next) {
    try {
      RootFile.save(file, RootFile.text(next));
    } catch (IOException e) {
      throw new AuthorityException(
          "The authority's file " + file + " cannot be written, so nothing was changed: " + e, e);
    }
    state = new State(state.generation() + 1, next);
  }

  /** The root before, where it and its cross-certificate are still good at {@code millis}. */
  static @Nullable X509Certificate cross(Roots roots, long millis) {
    Roots.Before before = roots.before();
    return before != null && before.cross().getNotAfter().getTime() > millis
        ? before.cross()
        : null;
  }

  static String fingerprint(X509Certificate root) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Root.encoded(root)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** As lists show it. */
  private static String brief(X509Certificate root) {
    return fingerprint(root).substring(0, 16);
  }
}
