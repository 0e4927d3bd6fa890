package dev.weft.collector.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who an address belongs to. */
class AddressTest {
  private final Registry registry = new Registry(15_000);

  @Test
  void anAddressIsTakenFromWhoIsNoLongerConnected() {
    register("old", "one", instance("old", "web", "10.0.0.1", 8080, 9443));
    registry.suspect("old");
    List<Instance> mine = List.of(instance("new", "pay", "10.0.0.1", 8080, 0));
    registry.connected("new", "one", 1);
    assertThat(registry.takeOver("new", mine)).containsExactly("old");
    registry.register("new", mine, 1);
    assertThat(registry.get("old").instances()).isEmpty();
    assertThat(registry.get("old").suspect()).isTrue();
    assertThat(registry.get("new").instances()).isEqualTo(mine);
  }

  @Test
  void theMeshTlsPortCountsToo() {
    register("old", "one", instance("old", "web", "10.0.0.1", 8080, 9443));
    registry.connected("new", "one", 1);
    List<Instance> mine = List.of(instance("new", "pay", "10.0.0.1", 9443, 0));
    assertThat(registry.rivals("new", mine)).hasSize(1);
    assertThat(registry.contested(registry.get("old"), "new", mine))
        .isEqualTo("10.0.0.1:8080 is held by a live default/web; see setting advertise");
  }

  @Test
  void theSameIdentityIsNoRivalAndNeitherIsAnotherMachinesLoopback() {
    register("old", "one", instance("old", "web", "10.0.0.1", 8080, 0));
    registry.connected("new", "two", 1);
    assertThat(registry.rivals("new", List.of(instance("new", "web", "10.0.0.1", 8080, 0))))
        .isEmpty();
    assertThat(registry.rivals("new", List.of(instance("new", "pay", "10.0.0.1", 8081, 0))))
        .isEmpty();

    register("here", "one", instance("here", "web", "127.0.0.1", 8080, 0));
    List<Instance> mine = List.of(instance("new", "pay", "127.0.0.1", 8080, 0));
    assertThat(registry.rivals("new", mine)).isEmpty();
    registry.connected("near", "one", 1);
    assertThat(registry.rivals("near", mine))
        .extracting(Registration::agent)
        .containsExactly("here");
  }

  private void register(String agent, String machine, Instance instance) {
    registry.connected(agent, machine, 1);
    registry.register(agent, List.of(instance), 1);
  }

  private static Instance instance(
      String agent, String service, String address, int port, int mtlsPort) {
    return new Instance(
        agent + "/" + service,
        service,
        "default",
        service,
        Map.of(),
        List.of(
            new Instance.Port(80, address, port, "http", mtlsPort, address.startsWith("127."))));
  }
}
