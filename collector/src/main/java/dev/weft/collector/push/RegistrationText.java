package dev.weft.collector.push;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.registry.Registration;
import dev.weft.collector.registry.Registry;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import dev.weft.policy.tree.MalformedTreeException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registration as text, for the next start of the collector. */
public final class RegistrationText {
  private static final Logger log = LoggerFactory.getLogger(RegistrationText.class);
  private static final FrameCodec CODEC = new FrameCodec();

  private RegistrationText() {}

  static String write(Registration registration) {
    return Json.write(
        Tree.of(
            "machine", registration.machine(),
            "register", CODEC.write(new Register(registration.instances()))));
  }

  /** Restores all that can be read; an agent whose text cannot be will register again. */
  public static void restore(Registry registry, Map<String, String> texts, long nowMillis) {
    texts.forEach(
        (agent, text) -> {
          try {
            Object tree = Json.parse(text);
            if (CODEC.readAgent(Tree.text(tree, "register")) instanceof Register register) {
              registry.restore(agent, Tree.text(tree, "machine"), register.instances(), nowMillis);
            }
          } catch (MalformedMessageException | MalformedTreeException e) {
            log.warn("The kept registration of agent {} cannot be read: {}", agent, e.toString());
          }
        });
  }
}
