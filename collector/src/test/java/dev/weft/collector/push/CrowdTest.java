package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.registry.Registry;
import dev.weft.policy.frame.CollectorMessage.Registered;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many agents at a time. */
class CrowdTest extends ControlFixture {
  private static final int CROWD = 200;

  @Test
  void agentsThatJoinTogetherAreToldOfEachOtherTogether() {
    List<Peer> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      Peer peer = new Peer("a" + i, "reviews", REVIEWS);
      peer.register(false);
      crowd.add(peer);
    }
    loop.pass(1_000);

    for (Peer peer : crowd) {
      assertThat(peer.endpoints.get(REVIEWS)).hasSize(CROWD);
      assertThat(peer.heard).hasAtLeastOneElementOfType(Registered.class);
      // The first one of all, and one of all that came.
      assertThat(peer.frames).isEqualTo(2);
    }
  }

  @Test
  void whoJoinsBetweenAChangeAndItsPushHearsOfIt() {
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    Peer web = new Peer("w", "web", REVIEWS);
    loop.pass(1_000);

    assertThat(web.knows(REVIEWS)).isTrue();
  }

  @Test
  void aWriteReachesEqualAgentsInOneFrame() {
    List<Peer> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(new Peer("a" + i, "web"));
    }
    loop.pass(1_000);
    write("reviews", "v1");
    write("reviews", "v2");

    assertThat(crowd).extracting(peer -> peer.last).containsOnly(crowd.get(0).last);
    assertThat(crowd).allSatisfy(peer -> assertThat(peer.last).isSameAs(crowd.get(0).last));
  }

  @Test
  void whoClaimsAnAddressIsFoundByItsOtherPortToo() {
    Registry registry = new Registry(15_000);
    for (int i = 0; i < CROWD; i++) {
      registry.connected("a" + i, "machine", 0);
      registry.register("a" + i, List.of(at("a" + i, "one", 20_000 + i, 30_000 + i)), 0);
    }
    registry.connected("thief", "machine", 0);

    assertThat(registry.rivals("thief", List.of(at("thief", "two", 30_007, 0))))
        .extracting(rival -> rival.agent())
        .containsExactly("a7");
    assertThat(registry.rivals("thief", List.of(at("thief", "two", 9_000, 20_009))))
        .extracting(rival -> rival.agent())
        .containsExactly("a9");
    assertThat(registry.rivals("thief", List.of(at("thief", "one", 30_007, 0)))).isEmpty();

    registry.remove("a7");
    registry.register("a9", List.of(), 0);
    assertThat(
            registry.rivals(
                "thief", List.of(at("thief", "two", 30_007, 0), at("thief", "two", 20_009, 0))))
        .isEmpty();
  }

  private static Instance at(String agent, String account, int port, int mtlsPort) {
    return new Instance(
        agent + "/s",
        "s",
        "default",
        account,
        Map.of(),
        List.of(new Instance.Port(80, "10.0.0.1", port, "http", mtlsPort, false)));
  }
}
