package dev.weft.collector.access;

import dev.weft.collector.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All tokens: made, checked, listed, revoked. What changes is on disk before it is answered.
 * Thread-safe; changes block for a write to the disk.
 */
public final class Tokens {
  /** So that neither the file nor a list of them grows without end. */
  static final int MAX_TOKENS = 2_000;

  /**
   * After that a revoked token is forgotten: longer than the longest life of a certificate (a
   * year), so that no certificate outlives the memory of its token's revocation.
   */
  private static final long REMEMBER_MILLIS = 366L * 24 * 60 * 60 * 1000;

  private final TokenFile file;
  private final Path adminFile;
  private final Supplier<String> fingerprint;
  private final Clock clock;
  private final SecureRandom random;
  private final List<Consumer<String>> onRevoke = new CopyOnWriteArrayList<>();

  /** In the order they were made; replaced whole. */
  private volatile Map<String, Token> tokens;

  private Tokens(Path folder, Supplier<String> fingerprint, Clock clock, SecureRandom random) {
    this.file = new TokenFile(folder.resolve("tokens.json"));
    this.adminFile = folder.resolve("admin-token");
    this.fingerprint = fingerprint;
    this.clock = clock;
    this.random = random;
    Map<String, Token> read = new LinkedHashMap<>();
    file.read().forEach(token -> read.put(token.id(), token));
    tokens = read;
  }

  /**
   * @param fingerprint of the root that signs now, hexadecimal SHA-256 of its certificate
   * @throws AccessFileException if the tokens of before cannot be read
   */
  public static Tokens open(
      Path folder, Supplier<String> fingerprint, Clock clock, SecureRandom random) {
    return new Tokens(folder, fingerprint, clock, random);
  }

  /**
   * What is wanted.
   *
   * @param role of an operator's token; null: it is an agent's
   * @param grant of an agent's token; null: it is an operator's
   * @param expiresMillis epoch milliseconds, 0: never
   */
  public record Wish(
      Token.Kind kind,
      String name,
      @Nullable Role role,
      @Nullable Grant grant,
      String createdBy,
      long expiresMillis) {}

  /**
   * A new token, the only time that its text is known.
   *
   * @param text to be handed to its holder and kept nowhere
   */
  public record Made(Token token, String text) {
    /** Without the text. */
    @Override
    public String toString() {
      return "Made[" + token + "]";
    }
  }

  /** Called with the id of each token that is revoked, on the thread that revokes it. */
  public void onRevoke(Consumer<String> listener) {
    onRevoke.add(listener);
  }

  /**
   * Makes one.
   *
   * @throws TokenException if there are too many
   */
  public synchronized Made create(Wish wish) throws TokenException {
    Map<String, Token> next = remembered();
    if (next.size() >= MAX_TOKENS) {
      throw new TokenException(
          "there are " + MAX_TOKENS + " tokens, the most that are kept: revoke some first");
    }
    String root = fingerprint.get();
    TokenText text = TokenText.make(wish.kind(), root, random);
    Token token =
        new Token(
            text.id(),
            wish.kind(),
            wish.name(),
            wish.role(),
            wish.grant(),
            text.hash(),
            wish.createdBy(),
            clock.millis(),
            wish.expiresMillis(),
            0,
            0,
            root);
    next.put(token.id(), token);
    keep(next);
    return new Made(token, text.text());
  }

  /** Without what was done with long ago. */
  private Map<String, Token> remembered() {
    long before = clock.millis() - REMEMBER_MILLIS;
    Map<String, Token> left = new LinkedHashMap<>(tokens);
    left.values()
        .removeIf(
            token ->
                token.revokedMillis() != 0 && token.revokedMillis() < before
                    || token.usedMillis() != 0 && token.usedMillis() < before
                    || token.expiresMillis() != 0 && token.expiresMillis() < before);
    return left;
  }

  private void keep(Map<String, Token> next) {
    file.write(next.values());
    tokens = next;
  }

  /**
   * Who presents {@code text}.
   *
   * @throws TokenException if it opens nothing
   */
  public Principal check(String text) throws TokenException {
    TokenText parsed = TokenText.parse(text);
    Token token = parsed == null ? null : tokens.get(parsed.id());
    if (parsed == null || token == null || !parsed.matches(token.hash())) {
      // Which part is wrong is nobody's business who does not hold the secret.
      throw new TokenException("the token is not known to this collector");
    }
    if (token.revokedMillis() != 0) {
      throw new TokenException("token " + token.id() + " was revoked");
    }
    if (token.usedMillis() != 0) {
      throw new TokenException(
          "join token " + token.id() + " was used already, it is good for one agent");
    }
    if (token.expired(clock.millis())) {
      throw new TokenException(
          "token " + token.id() + " expired at " + Instant.ofEpochMilli(token.expiresMillis()));
    }
    return token.kind() == Token.Kind.OPERATOR
        ? new Principal(Principal.Kind.OPERATOR, token.name(), token.role(), null, token.id())
        : new Principal(
            Principal.Kind.JOINING, String.valueOf(token.grant()), null, token.grant(), token.id());
  }

  /**
   * A certificate is about to be signed for who came by this token: a join token is over by that.
   * Blocks for the disk where it is one.
   *
   * @throws TokenException if it is used or revoked by now
   */
  public synchronized void spend(String id) throws TokenException {
    Token token = tokens.get(id);
    if (token == null) {
      return;
    }
    if (token.revokedMillis() != 0) {
      throw new TokenException("token " + id + " was revoked");
    }
    if (token.kind() == Token.Kind.JOIN) {
      if (token.usedMillis() != 0) {
        throw new TokenException(
            "join token " + id + " was used already, it is good for one agent");
      }
      Map<String, Token> next = new LinkedHashMap<>(tokens);
      next.put(id, token.used(clock.millis()));
      keep(next);
    }
  }

  /** Whether the token behind a certificate was revoked. */
  public boolean isRevoked(String id) {
    Token token = tokens.get(id);
    return token != null && token.revokedMillis() != 0;
  }

  /**
   * Ends one.
   *
   * @return null if there is none of that id
   */
  public @Nullable Token revoke(String id) {
    Token revoked;
    synchronized (this) {
      Token token = tokens.get(id);
      if (token == null || token.revokedMillis() != 0) {
        return token;
      }
      revoked = token.revoked(clock.millis());
      Map<String, Token> next = new LinkedHashMap<>(tokens);
      next.put(id, revoked);
      keep(next);
    }
    onRevoke.forEach(listener -> listener.accept(id));
    return revoked;
  }

  /** All, in the order they were made. */
  public List<Token> list() {
    return List.copyOf(tokens.values());
  }

  /**
   * Makes a token that may do everything and writes it to {@code admin-token} in the data folder,
   * readable by its owner only, if there is no such token.
   *
   * @param always also if there is one: the way back in for who has lost it
   * @return the file; null if none was made
   */
  public synchronized @Nullable Path ensureAdmin(boolean always) {
    long now = clock.millis();
    boolean present =
        tokens.values().stream().anyMatch(token -> token.role() == Role.ADMIN && token.active(now));
    if (present && !always) {
      return null;
    }
    try {
      Made made =
          create(new Wish(Token.Kind.OPERATOR, "first-admin", Role.ADMIN, null, "collector", 0));
      SecretFile.write(adminFile, made.text() + "\n");
      return adminFile;
    } catch (IOException e) {
      throw new AccessFileException("The admin token cannot be written to " + adminFile, e);
    } catch (TokenException e) {
      throw new AccessFileException("No admin token can be made: " + e.getMessage(), e);
    }
  }
}
