package dev.weft.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static InetSocketAddress at(String address) {
    Instance.Port port = new Instance.Port(80, address, 8080, "http", 8443, false);
    Instance instance = new Instance("a/b", "b", "default", "b", Map.of(), List.of(port));
    return new Endpoints()
        .replace(List.of(new HostEndpoints("b", List.of(instance))), "cluster.local")
        .get("b")
        .get(80)
        .get(0)
        .address(true);
  }

  @Test
  void nobodyEverLooksUpTheNameOfAnAddress() {
    // Loopback addresses have a name on any machine: localhost.
    assertThat(at("127.0.0.1").getHostName()).isEqualTo("127.0.0.1");
    assertThat(at("127.0.0.1").getHostString()).isEqualTo("127.0.0.1");
    assertThat(at("::1").getHostName()).isEqualTo("0:0:0:0:0:0:0:1");
  }

  @Test
  void anAddressIsEqualToOneWithoutAName() {
    assertThat(at("127.0.0.1")).isEqualTo(new InetSocketAddress("127.0.0.1", 8443));
    assertThat(at("::1")).isEqualTo(new InetSocketAddress("::1", 8443));
  }
}
