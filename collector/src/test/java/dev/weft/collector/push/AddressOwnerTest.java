package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may answer at an address, where one service has gone and another listens there now. */
class AddressOwnerTest extends ControlFixture {
  private static final String RATINGS = "ratings.default.svc.cluster.local";

  @Test
  void whoRegistersAnAddressWithinAnothersLeaseIsTheOnlyOneExpectedThere() {
    Peer caller = new Peer("c", "web", "one", REVIEWS, RATINGS);
    Peer reviews = new Peer(of("r", "reviews"));
    reviews.say(register("r", "reviews"));
    loop.pass(20);
    assertThat(told(caller)).containsExactly("reviews");
    int frames = caller.frames;

    // Killed, and its lease goes on for 15 s; the port is given to another at once.
    reviews.lose();
    Peer ratings = new Peer(of("t", "ratings"));
    ratings.say(register("t", "ratings"));
    loop.pass(20);

    assertThat(told(caller)).containsExactly("ratings");
    // In one frame: at no moment two are told for one address.
    assertThat(caller.frames).isEqualTo(frames + 1);
    assertThat(caller.last.endpoints()).extracting(HostEndpoints::host).contains(REVIEWS, RATINGS);

    // The one before comes back while the other is there: it is told that the place is taken.
    Peer back = new Peer(of("r", "reviews"));
    assertThat(back.sayWrong(register("r", "reviews")))
        .contains("is held by a live default/ratings");
    assertThat(told(caller)).containsExactly("ratings");
  }

  /** Accounts of everybody who is told for the one address. */
  private static List<String> told(Peer caller) {
    List<String> accounts = new ArrayList<>();
    caller.endpoints.values().stream()
        .flatMap(List::stream)
        .forEach(instance -> accounts.add(instance.serviceAccount()));
    return accounts;
  }

  private static Hello of(String agent, String account) {
    Hello hello = hello(agent, account, "one");
    return new Hello(
        hello.protocol(),
        agent,
        hello.version(),
        hello.capabilities(),
        List.of(new Service(account, "default", account, Map.of())),
        "one",
        1,
        "17",
        "",
        0,
        List.of());
  }

  private static Register register(String agent, String account) {
    return new Register(
        List.of(
            new Instance(
                agent + "/" + account,
                account,
                "default",
                account,
                Map.of(),
                List.of(new Instance.Port(9080, "10.0.0.9", 9080, "http", 9443, false)))));
  }
}
