package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The token of the settings, read again at each use where it is in a file. */
public final class TokenSource implements Supplier<@Nullable String> {
  private static final int MAX_TOKEN_BYTES = 16 * 1024;

  private final Settings settings;
  private final AgentLog log;
  private volatile String warned = "";

  public TokenSource(Settings settings, AgentLog log) {
    this.settings = settings;
    this.log = log;
  }

  /** Null: there is none. */
  @Override
  public @Nullable String get() {
    Path file = settings.tokenFile();
    String token = settings.token();
    if (file != null) {
      try (InputStream in = Files.newInputStream(file)) {
        token = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8).trim();
      } catch (IOException e) {
        warnOnce("token-file cannot be read: " + e);
        return null;
      }
      if (token.isEmpty()) {
        warnOnce("token-file " + file + " is empty");
      }
    }
    if (token == null || token.isEmpty()) {
      return null;
    }
    if (!isPrintable(token)) {
      // Not a word of it: whatever it is, it may be a secret.
      warnOnce(
          (file == null ? "token" : "token-file " + file)
              + " holds spaces or characters that no token has: it is not used");
      return null;
    }
    return token;
  }

  /** It is asked for at each attempt. */
  private void warnOnce(String line) {
    if (!line.equals(warned)) {
      warned = line;
      log.warn(line);
    }
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
