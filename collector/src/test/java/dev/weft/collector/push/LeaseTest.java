package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.frame.AgentMessage.Deregister;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import dev.weft.policy.frame.CollectorMessage.Deregistered;
import org.junit.jupiter.api.Test;

class LeaseTest extends ControlFixture {
  private static final long FIVE_MINUTES = 300_000;

  @Test
  void anInstanceWithoutHeartbeatsIsRemovedWhenItsLeaseEnds() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    assertThat(web.knows(REVIEWS)).isTrue();

    for (int i = 0; i < 2; i++) {
      loop.pass(5_000);
      web.say(new Heartbeat());
    }
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(5_000);
    web.say(new Heartbeat());
    loop.pass(100);
    assertThat(web.knows(REVIEWS)).isFalse();
    assertThat(reviews.closed).contains("lease");
    assertThat(kept.get("r")).isEmpty();
  }

  @Test
  void settingTheClockOfTheCollectorsMachineEndsNoLeaseAndLengthensNone() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    for (long by : new long[] {FIVE_MINUTES, -2 * FIVE_MINUTES}) {
      loop.setClock(by);
      loop.pass(5_000);
      web.say(new Heartbeat());
      reviews.say(new Heartbeat());
      loop.pass(14_000);
      web.say(new Heartbeat());
      assertThat(web.knows(REVIEWS)).isTrue();
      reviews.say(new Heartbeat());
    }

    loop.setClock(-FIVE_MINUTES);
    loop.pass(14_000);
    web.say(new Heartbeat());
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(1_100);
    assertThat(web.knows(REVIEWS)).isFalse();
  }

  @Test
  void aLostConnectionOnlyMakesAnInstanceSuspect() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    reviews.lose();
    loop.pass(10_000);
    web.say(new Heartbeat());
    assertThat(web.knows(REVIEWS)).isTrue();
    assertThat(control.instances().get(0)).containsEntry("suspect", true);

    Peer back = new Peer("r", "reviews");
    loop.pass(10_000);
    back.say(new Heartbeat());
    web.say(new Heartbeat());
    loop.pass(1_000);
    assertThat(web.knows(REVIEWS)).isTrue();
    assertThat(control.instances().get(0)).containsEntry("suspect", false);
  }

  @Test
  void aReturnedCollectorRemovesNothingForOneLease() {
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);

    Registry registry = new Registry(15_000);
    RegistrationText.restore(registry, kept, loop.millis());
    control = control(registry);
    Peer web = new Peer("w", "web", REVIEWS);
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(14_000);
    web.say(new Heartbeat());
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(1_100);
    assertThat(web.knows(REVIEWS)).isFalse();
  }

  @Test
  void aHostStaysKnownForAWhileAfterItsLastInstance() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    reviews.say(new Deregister());
    assertThat(web.knows(REVIEWS)).isFalse();
    assertThat(web.hosts).containsKey(REVIEWS);

    for (int i = 0; i < 62; i++) {
      assertThat(web.hosts).containsKey(REVIEWS);
      loop.pass(4_900);
      web.say(new Heartbeat());
    }
    assertThat(web.hosts).doesNotContainKey(REVIEWS);
  }

  @Test
  void loopbackPortsAreToldOnlyOnTheirOwnMachine() {
    Peer near = new Peer("n", "near", "one", REVIEWS);
    Peer far = new Peer("f", "far", "two", REVIEWS);
    Peer reviews = new Peer("r", "reviews", "one");
    reviews.register(true);
    loop.pass(10);
    assertThat(near.knows(REVIEWS)).isTrue();
    assertThat(far.hosts).doesNotContainKey(REVIEWS);
    assertThat(far.knows(REVIEWS)).isFalse();
  }

  @Test
  void changesOfTheRegistryAreGatheredIntoOneFrame() {
    Peer web = new Peer("w", "web");
    int before = web.frames;
    for (int i = 0; i < 5; i++) {
      new Peer("r" + i, "reviews" + i).register(false);
    }
    loop.pass(10);
    assertThat(web.frames).isEqualTo(before + 1);
    assertThat(web.hosts).hasSize(5);
  }

  @Test
  void whoeverLeftInOrderIsNotCountedAnyMore() {
    Peer web = new Peer("w", "web");
    Peer reviews = new Peer("r", "reviews");
    StoredDocument document = write("reviews", "v1");
    reviews.say(new Deregister());
    reviews.lose();
    assertThat(control.status(document).summary()).isEqualTo("Applied 1 of 1");
    web.lose();
    assertThat(control.status(document).summary()).isEqualTo("Applied 0 of 1");
  }

  @Test
  void leavingDoesNotWaitForASilentPeerForever() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    web.answers = false;
    reviews.say(new Deregister());
    loop.pass(1_900);
    assertThat(reviews.heard).noneMatch(Deregistered.class::isInstance);
    loop.pass(200);
    assertThat(reviews.heard).anyMatch(Deregistered.class::isInstance);
  }
}
