package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weft.agent.config.Settings;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners.Listening;
import dev.weft.core.listen.Listeners.Tls;
import dev.weft.policy.frame.Instance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private final AtomicInteger changes = new AtomicInteger();

  private Registration registration(String args) {
    return new Registration(
        Settings.parse(args, Map.of(), new Properties()), changes::incrementAndGet);
  }

  private static InetAddress address(String numeric) {
    try {
      return InetAddress.getByName(numeric);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Instance> instances(Registration registration) {
    return registration.instances("agent-1", address("10.1.2.3"), true);
  }

  private static InetSocketAddress wildcard(int port) {
    return new InetSocketAddress(port);
  }

  @Test
  void aWildcardIsAdvertisedAsTheLocalAddressOfTheLink() {
    Registration registration = registration("service=a");
    registration.opened(wildcard(80), Protocol.HTTP, Tls.NONE);
    registration.opened(new InetSocketAddress("127.0.0.1", 81), Protocol.GRPC, Tls.NONE);

    assertThat(instances(registration).get(0).ports())
        .containsExactly(
            new Instance.Port(80, "10.1.2.3", 80, "http", 0, false),
            new Instance.Port(81, "127.0.0.1", 81, "grpc", 0, true));
    assertThat(instances(registration).get(0).id()).isEqualTo("agent-1/a");
    assertThat(changes).hasValue(2);
  }

  @Test
  void theVersionIsAnotherAfterEachChange() {
    Registration registration = registration("service=a");
    Set<Integer> versions = new HashSet<>();
    versions.add(registration.version());
    Listening listening = registration.opened(wildcard(80), Protocol.HTTP, Tls.NONE);
    versions.add(registration.version());
    listening.acceptsMtls(81);
    versions.add(registration.version());
    listening.close();
    versions.add(registration.version());

    assertThat(versions).hasSize(4);
    instances(registration);
    assertThat(versions).contains(registration.version());
  }

  @Test
  void portsSayWhichLocalPortServesWhichServicePortAndHideOthers() {
    Registration registration = registration("service=a;ports=80:8080,9090");
    for (int port : new int[] {8080, 9090, 7777}) {
      registration.opened(wildcard(port), Protocol.HTTP, Tls.NONE);
    }

    assertThat(instances(registration).get(0).ports())
        .extracting(Instance.Port::servicePort, Instance.Port::port)
        .containsExactly(tuple(80, 8080), tuple(9090, 9090));
  }

  @Test
  void oneJvmCanServeSeveralServices() {
    Registration registration = registration("service=main;services=a:8080,b:8081");
    for (int port : new int[] {8080, 8081, 8082}) {
      registration.opened(wildcard(port), Protocol.HTTP, Tls.NONE);
    }

    assertThat(instances(registration))
        .extracting(Instance::service)
        .containsExactly("a", "b", "main");
    assertThat(instances(registration).get(0).labels()).containsEntry("app", "a");
    assertThat(instances(registration).get(0).serviceAccount()).isEqualTo("main");
    assertThat(registration.services()).extracting(s -> s.name()).containsExactly("main", "a", "b");
  }

  @Test
  void advertiseReplacesTheAddressAndIfGivenThePort() {
    Registration address = registration("service=a;advertise=192.0.2.1");
    address.opened(wildcard(80), Protocol.HTTP, Tls.NONE).acceptsMtls(80);
    Registration both = registration("service=a;advertise=127.0.0.1:99");
    both.opened(wildcard(80), Protocol.HTTP, Tls.NONE).acceptsMtls(80);

    assertThat(instances(address).get(0).ports())
        .containsExactly(new Instance.Port(80, "192.0.2.1", 80, "http", 80, false));
    assertThat(instances(both).get(0).ports())
        .containsExactly(new Instance.Port(80, "127.0.0.1", 99, "http", 99, true));
  }

  @Test
  void aListenerWithTlsOfTheApplicationIsNotOfferedToPlaintextCallers() {
    Registration registration = registration("service=a");
    registration.opened(wildcard(443), Protocol.HTTP, Tls.APPLICATION);
    assertThat(instances(registration)).isEmpty();
  }

  @Test
  void closingTwiceIsOneChange() {
    Registration registration = registration("service=a");
    var listening = registration.opened(wildcard(80), Protocol.HTTP, Tls.NONE);
    listening.close();
    listening.close();
    assertThat(changes).hasValue(2);
    assertThat(instances(registration)).isEmpty();
  }
}
