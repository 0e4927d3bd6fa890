package dev.weft.collector.server;

import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.FrameCodec;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into words, once for all agents that are sent the same object one after the other:
 * a write reaches a thousand agents in mostly equal frames. Thread-safe.
 */
final class Wording {
  /** Longer ones are not kept: they would only take room. */
  private static final int MAX_KEPT_CHARACTERS = 256 * 1024;

  private final FrameCodec codec;
  private volatile @Nullable Worded last;

  private record Worded(CollectorMessage message, String text) {}

  Wording(FrameCodec codec) {
    this.codec = codec;
  }

  String of(CollectorMessage message) {
    Worded before = last;
    if (before != null && before.message() == message) {
      return before.text();
    }
    String text = codec.write(message);
    last = text.length() <= MAX_KEPT_CHARACTERS ? new Worded(message, text) : null;
    return text;
  }
}
