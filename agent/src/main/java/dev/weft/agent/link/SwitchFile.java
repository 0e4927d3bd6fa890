package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.agent.store.OwnerFile;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.SwitchLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has switched off for this service, kept for a start without the collector. There
 * is no file while nothing is. Not thread-safe.
 */
public final class SwitchFile {
  private static final String FORMAT = "weft-agent-switches 1";

  /** Many times what the collector lets an operator say. */
  private static final int MAX_BYTES = 64 * 1024;

  private final @Nullable OwnerFile file;
  private final String collector;

  SwitchFile(@Nullable Path path, String collector) {
    this.file = path == null ? null : new OwnerFile(path, MAX_BYTES);
    this.collector = collector;
  }

  /** In {@code state-dir}, or nowhere. */
  public static SwitchFile of(Settings settings) {
    Path dir = settings.stateDir();
    return new SwitchFile(
        dir == null
            ? null
            : dir.resolve(settings.namespace() + "." + settings.service() + ".switches"),
        settings.collector());
  }

  /**
   * What was kept, {@link Switches#NONE} if there is nothing, or only another collector's.
   *
   * @throws IOException if something was kept that cannot be used
   */
  public Switches read() throws IOException {
    byte[] content = file == null ? null : file.read();
    if (content == null) {
      return Switches.NONE;
    }
    String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length != 4 || !lines[0].equals(FORMAT)) {
      throw new IOException(file.path() + " holds no switches that were kept here");
    }
    if (!lines[1].equals(collector)) {
      return Switches.NONE;
    }
    try {
      SwitchLevel level = SwitchLevel.valueOf(lines[2].toUpperCase(Locale.ROOT));
      List<String> adapters = lines[3].isEmpty() ? List.of() : List.of(lines[3].split(" "));
      return new Switches(level, level, adapters);
    } catch (IllegalArgumentException e) {
      throw new IOException(file.path() + " names a level that is not known: " + lines[2], e);
    }
  }

  /** Keeps what is to hold for the service's next start. */
  void write(Switches switches) throws IOException {
    if (file == null) {
      return;
    }
    if (switches.kept() == SwitchLevel.NONE && switches.adapters().isEmpty()) {
      Files.deleteIfExists(file.path());
      return;
    }
    String text =
        String.join(
            "\n", FORMAT, collector, switches.kept().word(), String.join(" ", switches.adapters()));
    file.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
