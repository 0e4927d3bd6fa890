package dev.weft.collector.state;

import dev.weft.collector.json.Tree;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The authority's key under a password: AES-256-GCM with a key that PBKDF2 derives, both the JDK's.
 * The parameters stand beside the text and are authenticated with it.
 */
public final class SealedKey {
  private static final String CIPHER = "AES-256-GCM";
  private static final String DERIVATION = "PBKDF2WithHmacSHA256";

  /** OWASP's password storage cheat sheet, 2023, for PBKDF2 with HMAC-SHA-256. */
  private static final int ITERATIONS = 600_000;

  /** What a file may ask for: ten times ours, so that a forged one costs seconds and not hours. */
  private static final int MAX_ITERATIONS = 10 * ITERATIONS;

  /** Shorter ones are guessed by whoever holds the file, at their leisure. */
  public static final int MIN_PASSWORD = 12;

  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BITS = 256;

  private SealedKey() {}

  static Map<String, Object> seal(String secret, char[] password, SecureRandom random) {
    if (password.length < MIN_PASSWORD) {
      throw new StateException(
          "The password has "
              + password.length
              + " characters; expected "
              + MIN_PASSWORD
              + " or more, because it is all that keeps the authority's key from whoever holds the"
              + " file.");
    }
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, password, salt, iv, ITERATIONS);
      Base64.Encoder text = Base64.getEncoder();
      return Tree.of(
          "cipher",
          CIPHER,
          "derivation",
          DERIVATION,
          "iterations",
          ITERATIONS,
          "salt",
          text.encodeToString(salt),
          "iv",
          text.encodeToString(iv),
          "sealed",
          text.encodeToString(cipher.doFinal(plain)));
    } catch (GeneralSecurityException e) {
      throw new StateException("The authority's key cannot be sealed: " + e, e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * @throws StateException if the password is another, or the text was changed
   */
  static String open(Object sealed, char[] password) {
    long iterations = Tree.number(sealed, "iterations");
    if (!CIPHER.equals(Tree.text(sealed, "cipher"))
        || !DERIVATION.equals(Tree.text(sealed, "derivation"))
        || iterations < 1
        || iterations > MAX_ITERATIONS) {
      throw new StateException(
          "The authority's key is sealed in a way that this version does not know ("
              + Tree.text(sealed, "cipher")
              + ", "
              + Tree.text(sealed, "derivation")
              + ", "
              + iterations
              + " iterations); expected "
              + CIPHER
              + " and "
              + DERIVATION
              + ".");
    }
    try {
      Base64.Decoder text = Base64.getDecoder();
      Cipher cipher =
          cipher(
              Cipher.DECRYPT_MODE,
              password,
              text.decode(Tree.text(sealed, "salt")),
              text.decode(Tree.text(sealed, "iv")),
              (int) iterations);
      return new String(
          cipher.doFinal(text.decode(Tree.text(sealed, "sealed"))), StandardCharsets.UTF_8);
    } catch (AEADBadTagException e) {
      throw new StateException(
          "The password is not the one that the authority's key was sealed with, or the file was"
              + " changed.",
          e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StateException("The authority's key in the file cannot be read: " + e, e);
    }
  }

  private static Cipher cipher(int mode, char[] password, byte[] salt, byte[] iv, int iterations)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, KEY_BITS);
    try {
      byte[] key = SecretKeyFactory.getInstance(DERIVATION).generateSecret(spec).getEncoded();
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
      cipher.updateAAD(
          (CIPHER + " " + DERIVATION + " " + iterations).getBytes(StandardCharsets.US_ASCII));
      return cipher;
    } finally {
      spec.clearPassword();
    }
  }
}
