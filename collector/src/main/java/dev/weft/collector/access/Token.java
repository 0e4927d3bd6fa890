package dev.weft.collector.access;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token; its secret is not.
 *
 * @param id names it in lists, in the history and behind certificates; no secret
 * @param name for people
 * @param role of an operator's; null for others
 * @param grant of a join or service token; null for others
 * @param hash SHA-256 of the secret, hexadecimal: enough, as the secret has 256 random bits
 * @param createdBy the name of the principal
 * @param expiresMillis epoch milliseconds, 0: never
 * @param revokedMillis 0: it is not
 * @param usedMillis when a join token has got its certificate; 0: not yet
 * @param authority fingerprint of the root that it carries; empty: made before this was kept
 */
public record Token(
    String id,
    Kind kind,
    String name,
    @Nullable Role role,
    @Nullable Grant grant,
    String hash,
    String createdBy,
    long createdMillis,
    long expiresMillis,
    long revokedMillis,
    long usedMillis,
    String authority) {

  /** What it is for. */
  public enum Kind {
    /** One agent, once. */
    JOIN("join"),
    /** Agents of one service account, again and again. */
    SERVICE("svc"),
    /** People and programs that use the API. */
    OPERATOR("op");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    /** Stands in the token after {@code weft_}, so that scanners for secrets recognise it. */
    String prefix() {
      return prefix;
    }
  }

  boolean expired(long nowMillis) {
    return expiresMillis != 0 && nowMillis >= expiresMillis;
  }

  /** Whether it still opens anything. */
  public boolean active(long nowMillis) {
    return revokedMillis == 0 && !expired(nowMillis) && usedMillis == 0;
  }

  Token revoked(long nowMillis) {
    return new Token(
        id,
        kind,
        name,
        role,
        grant,
        hash,
        createdBy,
        createdMillis,
        expiresMillis,
        nowMillis,
        usedMillis,
        authority);
  }

  Token used(long nowMillis) {
    return new Token(
        id,
        kind,
        name,
        role,
        grant,
        hash,
        createdBy,
        createdMillis,
        expiresMillis,
        revokedMillis,
        nowMillis,
        authority);
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "Token[" + id + ", " + name + "]";
  }
}
