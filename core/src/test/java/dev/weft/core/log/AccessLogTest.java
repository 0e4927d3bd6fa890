package dev.weft.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Protocol;
import dev.weft.core.fake.FakeInbound;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.AccessLogging;
import dev.weft.policy.compiled.AccessLogging.Side;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.expression.Expression;
import dev.weft.policy.expression.ExpressionException;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import dev.weft.policy.frame.FrameCodec;
import java.net.ConnectException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private static final Side ALL = new Side(true, null);
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1");

  private void logging(Side made, Side served) {
    CompiledPolicy policy = mesh.policy;
    mesh.policy =
        new CompiledPolicy(
            policy.virtualHosts(),
            policy.clusters(),
            policy.defaultRetries(),
            new AccessLogging(made, served));
    mesh.apply();
  }

  private static Side only(String expression) {
    try {
      return new Side(true, Expression.parse(expression));
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private List<Line> lines() {
    AgentMessage.@Nullable AccessLog message = mesh.path.drainAccessLog();
    return message == null ? List.of() : message.lines();
  }

  private void call(String path, int status) {
    mesh.blocking(mesh.call("reviews", path), Script.of(Script.statusAfter(status, 7_000_000)));
  }

  private FakeInbound serve(int status) {
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.open();
    mesh.time.advance(3_000_000);
    served.close(status, null);
    return served;
  }

  @Test
  void nothingIsLoggedUntilPolicySaysSo() {
    mesh.apply();
    call("/", 200);
    assertThat(lines()).isEmpty();
    logging(ALL, ALL);
    call("/", 200);
    assertThat(lines()).hasSize(1);
    mesh.policy = CompiledPolicy.EMPTY;
    mesh.apply();
    call("/", 200);
    assertThat(lines()).isEmpty();
  }

  @Test
  void aCallThatIsMadeHasEnvoysFields() {
    logging(ALL, new Side(false, null));
    call("/reviews/1?user=jason&token=secret&flag&x=", 200);
    Line line = lines().get(0);
    assertThat(line.served()).isFalse();
    assertThat(line.durationMicros()).isEqualTo(7_000);
    assertThat(line.startMicros())
        .isEqualTo((FakeMesh.EPOCH_NANOS + mesh.time.nanos()) / 1_000 - 7_000);
    assertThat(line.method()).isEqualTo("GET");
    assertThat(line.authority()).isEqualTo("reviews");
    assertThat(line.path()).isEqualTo("/reviews/1?user=*&token=*&*&x=*");
    assertThat(line.status()).isEqualTo(200);
    assertThat(line.flags()).isEmpty();
    assertThat(line.attempts()).isEqualTo(1);
    assertThat(line.cluster()).isEqualTo("outbound|9080||" + REVIEWS);
    assertThat(line.upstream()).isEqualTo("10.0.0.1:9080");
    assertThat(line.traceId()).hasSize(32);
    assertThat(line.failure()).isEmpty();
  }

  @Test
  void aCallThatIsServedHasItsCaller() {
    logging(new Side(false, null), ALL);
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.peerId = "spiffe://cluster.local/ns/default/sa/page";
    served.route = "/products/{id}";
    served.headers.put("User-Agent", "curl");
    served.headers.put("Authorization", "Bearer secret");
    served.open();
    served.close(500, new IllegalStateException("secret"));
    Line line = lines().get(0);
    assertThat(line.served()).isTrue();
    assertThat(line.path()).isEqualTo("/products/7?key=*");
    assertThat(line.route()).isEqualTo("/products/{id}");
    assertThat(line.peer()).isEqualTo("10.1.2.3:5555");
    assertThat(line.peerId()).isEqualTo(served.peerId);
    assertThat(line.secure()).isTrue();
    assertThat(line.cluster()).isEqualTo("inbound|8080||");
    assertThat(line.userAgent()).isEqualTo("curl");
    assertThat(line.failure()).isEqualTo("java.lang.IllegalStateException");
    assertThat(line.toString()).doesNotContain("secret");
  }

  @Test
  void flagsAndAttemptsTellOfRetries() {
    mesh.policy =
        Policies.of(
            REVIEWS,
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(1, Condition.FIVE_XX))
                .named("r"));
    logging(ALL, ALL);
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(503)));
    Line line = lines().get(0);
    assertThat(line.attempts()).isEqualTo(2);
    assertThat(line.flags()).isEqualTo("URX");
    assertThat(line.route()).isEqualTo("r");
    mesh.blocking(
        mesh.call("reviews", "/"), Script.of(Script.fails(new ConnectException("secret"))));
    assertThat(lines().get(0))
        .extracting(Line::status, Line::failure)
        .containsExactly(503, "java.net.ConnectException");
  }

  @Test
  void aFilterPicksCalls() {
    logging(
        only("response.code >= 400 || request.duration > duration('1s')"),
        only("response.code == 404 && request.url_path.startsWith('/products')"));
    call("/", 200);
    call("/", 404);
    assertThat(lines()).extracting(Line::status).containsExactly(404);
    serve(200);
    serve(404);
    assertThat(lines()).extracting(Line::status).containsExactly(404);
  }

  @Test
  void ofGrpcTheCodeIsLoggedBesideTheStatus() {
    logging(ALL, only("response.grpc_status != 0"));
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.protocol = Protocol.GRPC;
    served.open();
    served.close(14, null);
    serve(500);
    assertThat(lines())
        .extracting(Line::protocol, Line::status, Line::grpcStatus)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("grpc", 200, 14));
  }

  @Test
  void whatComesTooFastIsCountedAndBoundedInAMessage() {
    logging(ALL, ALL);
    String path = "/" + "x".repeat(5_000);
    for (int i = 0; i < AccessLog.MAX_LINES + 10; i++) {
      call(path, 200);
    }
    long before = 0;
    long dropped = 0;
    AgentMessage.@Nullable AccessLog message = mesh.path.drainAccessLog();
    while (message != null) {
      assertThat(message.before()).isEqualTo(before);
      assertThat(new FrameCodec().write(message).length()).isLessThan(AccessLog.MAX_CHARS);
      before += message.lines().size();
      dropped = message.dropped();
      message = mesh.path.drainAccessLog();
    }
    assertThat(before).isEqualTo(AccessLog.MAX_LINES);
    assertThat(dropped).isEqualTo(10);
  }
}
