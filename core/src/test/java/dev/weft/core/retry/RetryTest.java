package dev.weft.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.FailureKind;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Replay;
import dev.weft.core.endpoint.RecentCount;
import dev.weft.core.fake.FakeAsyncCall;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.ClusterPolicy.RetryBudget;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.compiled.Route;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2").apply();

  private void policy(RetryPolicy retries) {
    mesh.policy = Policies.of(REVIEWS, route(retries));
    mesh.apply();
  }

  private static Route route(RetryPolicy retries) {
    return Policies.route(Policies.to("reviews", null, 1)).retries(retries).named("r");
  }

  /** How many attempts a call makes of which every one ends so. */
  private int attempts(Script.Step step) {
    return attempts(mesh.call("reviews", "/"), step);
  }

  private int attempts(FakeExchange call, Script.Step step) {
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(step), mesh.time);
    mesh.blocking(call, wire);
    return wire.sent.size();
  }

  @ParameterizedTest
  @CsvSource({
    "FIVE_XX, 500, 2",
    "FIVE_XX, 599, 2",
    "FIVE_XX, 499, 1",
    "GATEWAY_ERROR, 502, 2",
    "GATEWAY_ERROR, 503, 2",
    "GATEWAY_ERROR, 504, 2",
    "GATEWAY_ERROR, 500, 1",
    "RETRIABLE_4XX, 409, 2",
    "RETRIABLE_4XX, 400, 1",
    "RESET, 503, 1",
    "CONNECT_FAILURE, 503, 1"
  })
  void statusesAreRetriedByTheirConditions(Condition condition, int status, int expected) {
    policy(Policies.retries(1, condition));
    assertThat(attempts(Script.status(status))).isEqualTo(expected);
  }

  @Test
  void listedStatusesAreRetriedWhereTheConditionIsOn() {
    policy(Policies.retries(1, null, Set.of(418), Condition.RETRIABLE_STATUS_CODES));
    assertThat(attempts(Script.status(418))).isEqualTo(2);
    assertThat(attempts(Script.status(503))).isEqualTo(1);
    policy(Policies.retries(1, null, Set.of(418), Condition.FIVE_XX));
    assertThat(attempts(Script.status(418))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, 1",
    "DEADLINE_EXCEEDED, 4",
    "RESOURCE_EXHAUSTED, 8",
    "INTERNAL, 13",
    "UNAVAILABLE, 14"
  })
  void grpcCodesAreRetriedByTheirConditions(Condition condition, int code) {
    policy(Policies.retries(1, condition));
    assertThat(attempts(Script.grpc(code))).isEqualTo(2);
    assertThat(attempts(Script.grpc(code == 8 ? 9 : 8))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "FIVE_XX, 2, 2",
    "GATEWAY_ERROR, 2, 2",
    "RESET, 2, 2",
    "CONNECT_FAILURE, 2, 1",
    "RESET_BEFORE_REQUEST, 2, 2",
    "REFUSED_STREAM, 1, 1"
  })
  void failuresAreRetriedByTheirConditions(Condition condition, int refused, int reset) {
    policy(Policies.retries(1, condition));
    assertThat(attempts(Script.fails(new ConnectException("refused")))).isEqualTo(refused);
    // The fake wire fails before it says that anything was sent.
    assertThat(attempts(Script.fails(new IOException("reset")))).isEqualTo(reset);
  }

  @Test
  void rateLimitedAnswersAreRetriedOnlyWhereThatIsAskedFor() {
    Script.Step limited = new Script.Answer(503, -1, 0, Map.of("x-envoy-ratelimited", "true"));
    policy(Policies.retries(1, Condition.FIVE_XX));
    assertThat(attempts(limited)).isEqualTo(1);
    policy(Policies.retries(1, Condition.ENVOY_RATELIMITED));
    assertThat(attempts(limited)).isEqualTo(2);
  }

  @Test
  void attemptsAreRetriesAfterTheFirstAndTheLastAnswerIsDelivered() {
    policy(Policies.retries(3, Condition.FIVE_XX));
    FakeExchange call = mesh.call("reviews", "/");
    FakeBlockingWire wire =
        new FakeBlockingWire(
            Script.of(
                Script.status(500), Script.status(501), Script.status(502), Script.status(503)),
            mesh.time);
    assertThat(mesh.blocking(call, wire).status()).isEqualTo(503);
    assertThat(wire.sent).hasSize(4);
    assertThat(wire.discarded).extracting(Outcome::status).containsExactly(500, 501, 502);
    assertThat(Reason.text(call.flags())).isEqualTo("URX");
  }

  @Test
  void theAttemptIsToldFromTheSecondOn() {
    policy(Policies.retries(2, Condition.FIVE_XX));
    List<String> told = new ArrayList<>();
    FakeExchange call = mesh.call("reviews", "/");
    FakeAsyncCall async = new FakeAsyncCall(call, Script.of(Script.statusAfter(500, 1)), mesh.time);
    async.start();
    for (int i = 0; i < 3; i++) {
      told.add(call.sentHeaders.get("x-weft-attempt"));
      mesh.time.advanceMillis(300);
    }
    assertThat(told.get(0)).isNull();
    assertThat(call.sentHeaders).containsEntry("x-weft-attempt", "3");
  }

  @Test
  void aBodyThatCannotBeReplayedIsNotRetried() {
    FakeExchange never = mesh.call("reviews", "/");
    never.replay = Replay.NEVER;
    assertThat(attempts(never, Script.fails(new ConnectException("refused")))).isEqualTo(1);
    FakeExchange unsent = mesh.call("reviews", "/");
    unsent.replay = Replay.UNTIL_SENT;
    assertThat(attempts(unsent, Script.fails(new ConnectException("refused")))).isEqualTo(3);
    policy(Policies.retries(2, Condition.FIVE_XX));
    FakeExchange sent = mesh.call("reviews", "/");
    sent.replay = Replay.UNTIL_SENT;
    assertThat(attempts(sent, Script.status(500))).isEqualTo(1);
  }

  @Test
  void theDefaultRetriesWhatWasNeverProcessed() {
    assertThat(attempts(Script.fails(new ConnectException("refused")))).isEqualTo(3);
    assertThat(attempts(Script.grpc(14))).isEqualTo(3);
    assertThat(attempts(Script.status(503))).isEqualTo(1);
    assertThat(attempts(Script.fails(new IOException("reset")))).isEqualTo(1);
  }

  @Test
  void theBackoffIsJitteredAndDoublesUpToItsLimit() {
    policy(Policies.retries(8, Condition.FIVE_XX));
    long[] highest = new long[9];
    for (int i = 0; i < 300; i++) {
      FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(500)), mesh.time);
      mesh.blocking(mesh.call("reviews", "/"), wire);
      wire.sent.forEach(
          attempt ->
              highest[attempt.number() - 1] =
                  Math.max(highest[attempt.number() - 1], attempt.backoffNanos() / 1_000_000));
    }
    assertThat(highest[0]).isZero();
    assertThat(highest[1]).isBetween(20L, 25L);
    assertThat(highest[2]).isBetween(40L, 50L);
    assertThat(highest[3]).isBetween(80L, 100L);
    assertThat(highest[4]).isBetween(160L, 200L);
    assertThat(highest[5]).isBetween(200L, 250L);
    assertThat(highest[8]).isBetween(200L, 250L);
  }

  private List<FakeAsyncCall> start(int calls) {
    List<FakeAsyncCall> started = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      FakeAsyncCall call =
          new FakeAsyncCall(
              mesh.call("reviews", "/"),
              Script.of(Script.statusAfter(500, 1_000_000), Script.statusAfter(200, 1_000_000)),
              mesh.time);
      call.start();
      started.add(call);
    }
    return started;
  }

  private void budget(RetryBudget budget) {
    mesh.policy =
        Policies.of(
            Map.of(REVIEWS, List.of(route(Policies.retries(1, Condition.FIVE_XX)))),
            Map.of(REVIEWS, Policies.cluster(REVIEWS, Policies.budget(budget))));
    mesh.apply();
  }

  @Test
  void retriesStopWhenBudgetIsSpent() {
    budget(new RetryBudget(20, 3, Duration.ZERO));
    List<FakeAsyncCall> calls = start(50);
    mesh.time.drain();
    assertThat(calls).filteredOn(call -> call.outcome.status() == 200).hasSize(10);
    assertThat(calls)
        .filteredOn(call -> call.outcome.status() == 500)
        .hasSize(40)
        .allSatisfy(call -> assertThat(Reason.text(call.exchange().flags())).isEqualTo("UO"));
  }

  @Test
  void theLeastConcurrencyIsAlwaysAllowedAndGivenBack() {
    budget(new RetryBudget(0, 3, Duration.ZERO));
    for (int round = 0; round < 3; round++) {
      List<FakeAsyncCall> calls = start(10);
      mesh.time.drain();
      assertThat(calls).filteredOn(call -> call.outcome.status() == 200).hasSize(3);
      calls.forEach(FakeAsyncCall::finished);
    }
  }

  @Test
  void aCancelledRetryGivesItsShareBack() {
    budget(new RetryBudget(0, 1, Duration.ZERO));
    FakeAsyncCall first = start(1).get(0);
    mesh.time.advanceMillis(1);
    first.cancel();
    FakeAsyncCall second = start(1).get(0);
    mesh.time.drain();
    assertThat(second.outcome.status()).isEqualTo(200);
  }

  @Test
  void withAnIntervalTheCallsBegunInItCount() {
    budget(new RetryBudget(50, 0, Duration.ofSeconds(10)));
    for (int i = 0; i < 8; i++) {
      mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    }
    List<FakeAsyncCall> calls = start(2);
    mesh.time.drain();
    assertThat(calls).allSatisfy(call -> assertThat(call.outcome.status()).isEqualTo(200));
    mesh.time.advanceMillis(20_000);
    List<FakeAsyncCall> later = start(2);
    mesh.time.drain();
    assertThat(later).filteredOn(call -> call.outcome.status() == 200).hasSize(1);
  }

  @Test
  void aRecentCountForgets() {
    RecentCount count = new RecentCount();
    for (int i = 0; i < 10; i++) {
      count.add(i * 100L, 1000);
    }
    assertThat(count.sum(999, 1000)).isEqualTo(10);
    assertThat(count.sum(1499, 1000)).isEqualTo(5);
    assertThat(count.sum(5000, 1000)).isZero();
  }

  @Test
  void theCallersOwnEndIsNeverRetried() {
    policy(Policies.retries(3, Condition.FIVE_XX, Condition.RESET));
    assertThat(attempts(Script.fails(new InterruptedIOException()))).isEqualTo(1);
  }

  @Test
  void failuresAreToldApartThroughWrappers() {
    assertThat(FailureKind.of(new CompletionException(new ConnectException())))
        .isEqualTo(FailureKind.CONNECT);
    assertThat(FailureKind.of(new HttpConnectTimeoutException(""))).isEqualTo(FailureKind.CONNECT);
    assertThat(FailureKind.of(new HttpTimeoutException(""))).isEqualTo(FailureKind.CANCELLED);
    assertThat(FailureKind.of(new SocketTimeoutException("read"))).isEqualTo(FailureKind.RESET);
    assertThat(FailureKind.of(new CancellationException())).isEqualTo(FailureKind.CANCELLED);
    assertThat(FailureKind.of(new SSLHandshakeException(""))).isEqualTo(FailureKind.CONNECT);
    assertThat(FailureKind.of(new IllegalStateException())).isEqualTo(FailureKind.OTHER);
  }

  @Test
  void outsideCallsAreNeverRetried() {
    FakeExchange call = mesh.call("example.com", "/");
    assertThat(attempts(call, Script.fails(new ConnectException("refused")))).isEqualTo(1);
    call = mesh.call("example.com", "/");
    call.protocol = Protocol.GRPC;
    assertThat(attempts(call, Script.grpc(14))).isEqualTo(1);
  }
}
