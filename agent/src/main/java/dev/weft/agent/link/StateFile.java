package dev.weft.agent.link;

import dev.weft.agent.store.OwnerFile;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last good state on disk: lines with the format, the collector it came from, the trust domain
 * and the hosts in use, then a full frame. Not thread-safe.
 */
final class StateFile {
  private static final String FORMAT = "weft-agent-state 1";

  private final OwnerFile file;
  private final String collector;
  private final FrameCodec codec;

  /**
   * @param collector another collector's state is not used
   */
  StateFile(Path path, String collector, FrameCodec codec) {
    this.file = new OwnerFile(path, Channel.MAX_MESSAGE_BYTES);
    this.collector = collector;
    this.codec = codec;
  }

  record Kept(String trustDomain, Set<String> uses, MeshState state) {}

  void write(Kept kept) throws IOException {
    String text =
        String.join(
            "\n",
            FORMAT,
            collector,
            kept.trustDomain(),
            String.join(" ", kept.uses()),
            codec.write(kept.state().toFrame()));
    file.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @return null: nothing was kept, or by another collector
   * @throws IOException if something was, but cannot be used
   */
  @Nullable Kept read() throws IOException {
    byte[] content = file.read();
    if (content == null) {
      return null;
    }
    String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", 5);
    if (lines.length < 5 || !lines[0].equals(FORMAT)) {
      throw new IOException(file.path() + " is not a state that was kept here");
    }
    if (!lines[1].equals(collector)) {
      return null;
    }
    try {
      if (codec.readCollector(lines[4]) instanceof Frame frame && frame.base() == 0) {
        Set<String> uses = lines[3].isEmpty() ? Set.of() : Set.copyOf(List.of(lines[3].split(" ")));
        return new Kept(lines[2], uses, MeshState.EMPTY.with(frame));
      }
      throw new IOException(file.path() + " holds no full frame");
    } catch (MalformedMessageException | IllegalArgumentException e) {
      throw new IOException(file.path() + " cannot be used: " + e.getMessage(), e);
    }
  }
}
