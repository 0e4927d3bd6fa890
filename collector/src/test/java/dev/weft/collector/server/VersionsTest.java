package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents of other versions than the collector's. */
class VersionsTest {
  @TempDir Path folder;

  /**
   * What an agent of 0.1, the first with this protocol, says; written down, never to be changed.
   */
  private static List<String> recorded() throws IOException {
    try (InputStream in = VersionsTest.class.getResourceAsStream("agent-0.1.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void anAgentOfTheFirstVersionIsServedAndToldNothingThatItDoesNotKnow() throws Exception {
    try (TestCollector collector = TestCollector.in(folder);
        FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "old-1", "web")) {
      TestCollector.tree(collector.put("/v1/agents/switches/mesh", ""));
      boolean taken = false;
      boolean welcomed = false;
      for (String line : recorded()) {
        agent.sendText(line);
      }
      while (!taken) {
        CollectorMessage message = agent.next();
        assertThat(message).isNotInstanceOf(Switches.class);
        welcomed |= message instanceof Welcome;
        taken = message instanceof StatsTaken;
        if (message instanceof Frame frame) {
          agent.ack(frame);
        }
      }
      assertThat(welcomed).isTrue();
      Object seen = Tree.list(TestCollector.tree(collector.get("/v1/agents")), "agents").get(0);
      assertThat(Tree.text(seen, "switches", "state")).isEqualTo("Unable");
      assertThat(Tree.list(seen, "adapters")).hasSize(1);
      assertThat(Tree.list(TestCollector.tree(collector.get("/v1/instances")), "instances"))
          .hasSize(1);
    }
  }

  @Test
  void whatANewerAgentSaysBesidesIsPassedOver() throws Exception {
    try (TestCollector collector = TestCollector.in(folder);
        FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "old-1", "web")) {
      String hello = recorded().get(0);
      agent.sendText(
          hello
              .replace("\"stats\"]", "\"stats\",\"of-tomorrow\"]")
              .replace("\"pid\"", "\"shard\":{\"of\":[1,2]},\"pid\""));
      agent.await(Welcome.class);
      agent.sendText("{\"type\":\"of-tomorrow\",\"x\":{\"y\":[true]}}");
      agent.ack(agent.await(Frame.class));
      agent.sendText(recorded().get(5));
      agent.await(StatsTaken.class);
    }
  }

  @Test
  void anotherProtocolIsRefusedWithTheReason() throws Exception {
    try (TestCollector collector = TestCollector.in(folder);
        FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "old-1", "web")) {
      int other = Channel.PROTOCOL + 1;
      agent.sendText(recorded().get(0).replace("\"protocol\":1", "\"protocol\":" + other));
      assertThat(agent.closeReason()).contains("protocol " + other);
    }
  }
}
