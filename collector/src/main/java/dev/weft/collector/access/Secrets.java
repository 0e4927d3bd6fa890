package dev.weft.collector.access;

import java.util.regex.Pattern;

/** Keeps tokens out of texts that are kept or shown. */
public final class Secrets {
  /** A token up to its id, then its secret, and the fingerprint if it was not cut off. */
  private static final Pattern TOKEN =
      Pattern.compile("(weft_[a-z]{2,8}_[0-9a-f]{1,10}_)[0-9a-f]{16,}(_[0-9a-f]*)?");

  private Secrets() {}

  /**
   * A text of a client, with what looks like a token cut down to its id: somebody may have put one
   * where another thing belongs.
   */
  public static String masked(String text) {
    return text.contains("weft_") ? TOKEN.matcher(text).replaceAll("$1...") : text;
  }
}
