package dev.weft.collector.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * What a command shows to the collector, and by what it knows it.
 *
 * @param token null: none. Never printed
 * @param caFile roots; null: the fingerprint in the token, or else the JVM's roots
 */
record Access(@Nullable String token, @Nullable Path caFile) {
  static final Access NONE = new Access(null, null);

  private static final int MAX_TOKEN_BYTES = 4 * 1024;

  /** Reads the token. */
  static Access of(@Nullable Path tokenFile, @Nullable String environment, @Nullable Path caFile) {
    String token = environment == null ? "" : environment.trim();
    if (tokenFile != null) {
      try (InputStream in = Files.newInputStream(tokenFile)) {
        token = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8).trim();
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.USAGE, "weft: --token-file " + tokenFile + " cannot be read: " + e);
      }
      if (token.isEmpty()) {
        throw new CommandException(ExitCode.USAGE, "weft: --token-file " + tokenFile + " is empty");
      }
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new CommandException(
          ExitCode.USAGE,
          "weft: the token has characters that no token has; is it the right file?");
    }
    return new Access(token.isEmpty() ? null : token, caFile);
  }

  /**
   * Prepares a connection that is not open yet.
   *
   * @throws IOException if the roots cannot be read
   */
  void prepare(HttpURLConnection connection) throws IOException {
    String fingerprint = token == null ? null : CollectorTrust.fingerprintOf(token);
    if (connection instanceof HttpsURLConnection https) {
      if (caFile != null) {
        https.setSSLSocketFactory(CollectorTrust.roots(caFile));
      } else if (fingerprint != null) {
        https.setSSLSocketFactory(CollectorTrust.fingerprint(fingerprint));
        https.setHostnameVerifier((host, session) -> true);
      }
    } else if (token != null && !loopback(connection.getURL().getHost())) {
      throw new CommandException(
          ExitCode.USAGE,
          "weft: a token is not sent without TLS over the network: write https:// in --collector");
    }
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
  }

  private static boolean loopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Access[" + (token == null ? "no token" : "a token") + ", " + caFile + "]";
  }
}
