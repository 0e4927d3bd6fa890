package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The token of the settings, read again at each use where it is in a file. */
public final class TokenSource {
  private static final int MAX_TOKEN_BYTES = 16 * 1024;

  private TokenSource() {}

  /** Null: there is none. */
  public static @Nullable String read(Settings settings, AgentLog log) {
    Path file = settings.tokenFile();
    String token = settings.token();
    if (file != null) {
      try (InputStream in = Files.newInputStream(file)) {
        token = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8).trim();
      } catch (IOException e) {
        log.info("token-file cannot be read: " + e.getMessage());
        return null;
      }
    }
    return token == null || token.isEmpty() || !isPrintable(token) ? null : token;
  }

  /** A header must not be cut in two by it. */
  private static boolean isPrintable(String token) {
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= ' ' || token.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }
}
