package dev.weft.collector.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is handed over: {@code weft_<kind>_<id>_<secret>_<fingerprint>}, all hexadecimal.
 * The fingerprint is SHA-256 of the authority's root certificate: by it whoever holds the token
 * knows the collector at first contact.
 *
 * @param secret 256 random bits
 */
record TokenText(String prefix, String id, String secret, String fingerprint) {
  private static final int ID_BYTES = 5;
  private static final int SECRET_BYTES = 32;
  private static final Pattern SHAPE =
      Pattern.compile("weft_(join|svc|op)_([0-9a-f]{10})_([0-9a-f]{64})_([0-9a-f]{64})");

  static TokenText make(Token.Kind kind, String fingerprint, SecureRandom random) {
    return new TokenText(
        kind.prefix(), hex(ID_BYTES, random), hex(SECRET_BYTES, random), fingerprint);
  }

  /** Null if it does not look like one. */
  static @Nullable TokenText parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    return matcher.matches()
        ? new TokenText(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4))
        : null;
  }

  private static String hex(int length, SecureRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  String text() {
    return String.join("_", "weft", prefix, id, secret, fingerprint);
  }

  String hash() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** In a time that does not tell how much of it is right. */
  boolean matches(String hash) {
    return MessageDigest.isEqual(
        hash().getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "weft_" + prefix + "_" + id;
  }
}
