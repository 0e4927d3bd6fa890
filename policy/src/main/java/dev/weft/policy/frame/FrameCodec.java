package dev.weft.policy.frame;

import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;

/**
 * Between messages and their JSON text. A message is an object whose {@code type} names it ({@code
 * hello}, {@code frame}, ...) and whose other fields are those of its record. Reading is strict on
 * types and ranges, and lenient on unknown fields and on types of message that a newer peer may
 * have ({@link AgentMessage.Unknown}, {@link CollectorMessage.Unknown}). Thread-safe.
 */
public final class FrameCodec {
  /** Deeper than any policy document with its envelope. */
  private static final int MAX_DEPTH = 64;

  /** What {@link Channel#MAX_MESSAGE_BYTES} can reasonably hold, at eight bytes a value. */
  private static final int MAX_VALUES = Channel.MAX_MESSAGE_BYTES / 8;

  private static final TreeLimits LIMITS =
      new TreeLimits(Channel.MAX_MESSAGE_BYTES, MAX_DEPTH, MAX_VALUES);

  private final AgentMessages agent = new AgentMessages();
  private final CollectorMessages collector = new CollectorMessages();

  public String write(AgentMessage message) {
    return MessageWriter.write(agent.tree(message));
  }

  public String write(CollectorMessage message) {
    return MessageWriter.write(collector.tree(message));
  }

  /**
   * @throws MalformedMessageException if {@code text} is no message of an agent; names the path
   */
  public AgentMessage readAgent(String text) throws MalformedMessageException {
    return agent.message(fields(text));
  }

  /**
   * @throws MalformedMessageException if {@code text} is no message of a collector; names the path
   */
  public CollectorMessage readCollector(String text) throws MalformedMessageException {
    return collector.message(fields(text));
  }

  private Fields fields(String text) throws MalformedMessageException {
    try {
      return Fields.of(MessageReader.read(text, LIMITS), "");
    } catch (MalformedTreeException e) {
      throw new MalformedMessageException(e.getMessage());
    }
  }
}
