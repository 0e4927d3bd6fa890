package dev.weft.policy.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
  private static final DocumentKey REVIEWS =
      new DocumentKey("VirtualService", "default", "reviews");

  private final FrameCodec codec = new FrameCodec();

  static Stream<AgentMessage> agentMessages() {
    return Stream.of(
        new AgentMessage.Hello(
            1,
            "a1",
            "0.1",
            List.of("http", "mtls"),
            List.of(
                new AgentMessage.Service(
                    "reviews", "default", "reviews", Map.of("app", "reviews", "version", "v2"))),
            "machine",
            Long.MAX_VALUE,
            "17.0.9",
            "",
            0,
            List.of("ratings.default.svc.cluster.local")),
        new AgentMessage.Register(List.of(instance())),
        new AgentMessage.Register(List.of()),
        new AgentMessage.Heartbeat(),
        new AgentMessage.Deregister(),
        new AgentMessage.Use(List.of("a", "b")),
        new AgentMessage.Ack("e1", 42),
        new AgentMessage.Nack(
            "e1", 43, List.of(new AgentMessage.Nack.Refusal(REVIEWS, "a \"quoted\"\nreason ☃"))),
        new AgentMessage.Resync(),
        new AgentMessage.SignRequest("-----BEGIN CERTIFICATE REQUEST-----\n"),
        new AgentMessage.Report(
            List.of(
                new AgentMessage.AdapterReport("jdk-http", "woven", List.of("retry"), 3, "why")),
            "http://localhost:4318"),
        new AgentMessage.Stats(
            7,
            5_012,
            new AgentMessage.Stats.Lost(1, 31),
            List.of(
                new AgentMessage.Stats.Series(
                    Map.of("response_code", "200"),
                    "a2/reviews",
                    5,
                    12.75,
                    List.of(0L, 4L, 1L),
                    List.of(
                        new AgentMessage.Stats.Exemplar(
                            1, "4bf92f3577b34da6a3ce929d0e0e4736", 0.75))))),
        new AgentMessage.AccessLog(
            5,
            2,
            List.of(
                new AgentMessage.AccessLog.Line(
                    1_700_000_000_000_000L,
                    1_234,
                    true,
                    "GET",
                    "reviews:9080",
                    "/reviews?user=*",
                    "grpc",
                    200,
                    14,
                    "UF,URX",
                    2,
                    "route",
                    "outbound|9080||reviews",
                    "10.0.0.1:9080",
                    "10.0.0.2:1",
                    "spiffe://a/b",
                    true,
                    "curl",
                    "id",
                    "1.2.3.4",
                    "0af7651916cd43dd8448eb211c80319c",
                    "java.io.IOException"))),
        new AgentMessage.Ejections(
            3,
            List.of(
                new AgentMessage.Ejections.Ejection(
                    "reviews.default.svc.cluster.local",
                    "v1",
                    "a2/reviews",
                    9080,
                    "consecutive_5xx",
                    5,
                    1_200,
                    28_800))),
        new AgentMessage.Switched(SwitchLevel.POLICY, List.of("tomcat")),
        new AgentMessage.Trusts(List.of("a1", "b2"), "a1"),
        new AgentMessage.Unknown("of-a-newer-agent"));
  }

  static Stream<CollectorMessage> collectorMessages() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("hosts", List.of("reviews"));
    spec.put("long", 9_007_199_254_740_993L);
    spec.put("double", 1.0);
    spec.put("truth", true);
    spec.put("nothing", null);
    spec.put("deep", List.of(Map.of("x", List.of())));
    return Stream.of(
        new CollectorMessage.Welcome("e1", "cluster.local", 15000, 5000, "10.0.0.7", 1, "l1"),
        new CollectorMessage.Registered(),
        new CollectorMessage.Deregistered(),
        new CollectorMessage.Certificate("leaf", "roots"),
        new CollectorMessage.SignRefused("no"),
        new CollectorMessage.Roots("pem", true),
        new CollectorMessage.StatsTaken(9),
        new CollectorMessage.Switches(SwitchLevel.ALL, SwitchLevel.NONE, List.of("grpc")),
        new CollectorMessage.Unknown("of-a-newer-collector"),
        new Frame("e1", 2, 1, List.of(), List.of(), List.of(), List.of(), List.of()),
        new Frame(
            "e1",
            2,
            0,
            List.of(
                new PolicyDocument(
                    REVIEWS,
                    "networking.istio.io/v1",
                    Map.of("a", "b"),
                    Map.of("weft.dev/c", "d"),
                    spec,
                    1700)),
            List.of(new DocumentKey("DestinationRule", "default", "gone")),
            List.of(
                new Host(
                    "reviews.default.svc.cluster.local",
                    List.of(new Host.ServicePort(9080, "http")))),
            List.of("old.default.svc.cluster.local"),
            List.of(
                new HostEndpoints("reviews.default.svc.cluster.local", List.of(instance())),
                new HostEndpoints("ratings.default.svc.cluster.local", List.of()))));
  }

  private static Instance instance() {
    return new Instance(
        "a1/reviews",
        "reviews",
        "default",
        "reviews-account",
        Map.of("version", "v2"),
        List.of(new Instance.Port(80, "127.0.0.1", 8080, "http", 8443, true)));
  }

  @ParameterizedTest
  @MethodSource("agentMessages")
  void everyMessageOfAnAgentComesBackEqual(AgentMessage message) throws Exception {
    assertThat(codec.readAgent(codec.write(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("collectorMessages")
  void everyMessageOfACollectorComesBackEqual(CollectorMessage message) throws Exception {
    assertThat(codec.readCollector(codec.write(message))).isEqualTo(message);
  }

  @Test
  void noMessageIsForgottenInTheseTests() {
    assertThat(agentMessages().map(Object::getClass).distinct())
        .hasSameSizeAs(AgentMessage.class.getPermittedSubclasses());
    assertThat(collectorMessages().map(Object::getClass).distinct())
        .hasSameSizeAs(CollectorMessage.class.getPermittedSubclasses());
  }

  @Test
  void fieldsOfANewerPeerArePassedOver() throws Exception {
    assertThat(codec.readAgent("{\"type\":\"ack\",\"epoch\":\"e\",\"new\":{},\"revision\":4}"))
        .isEqualTo(new AgentMessage.Ack("e", 4));
  }

  @Test
  void whatAPeerOf01DoesNotSayIsKnownToBeUnsaid() throws Exception {
    assertThat(codec.readAgent("{\"type\":\"stats\",\"sequence\":3,\"series\":[]}"))
        .isEqualTo(new AgentMessage.Stats(3, List.of()));
    String welcome =
        codec.write(new CollectorMessage.Welcome("e1", "cluster.local", 15000, 5000, "::1", 1));
    assertThat(codec.readCollector(welcome.replace(",\"ledger\":\"\"", "")))
        .isEqualTo(codec.readCollector(welcome));
  }

  @Test
  void messagesOfANewerPeerAreToldApartFromGarbage() throws Exception {
    assertThat(codec.readAgent("{\"type\":\"newer\",\"x\":{\"y\":[1]}}"))
        .isEqualTo(new AgentMessage.Unknown("newer"));
    assertThat(codec.readCollector("{\"type\":\"newer\",\"x\":null}"))
        .isEqualTo(new CollectorMessage.Unknown("newer"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "| text is empty",
        "nonsense | a value was expected",
        "[] | message: a list where an object was expected",
        "{} | type: nothing where a text was expected",
        "{\"type\":7} | type: '7' where a text was expected",
        "{\"type\":\"switched\",\"level\":\"half\"} | level: 'half' where none, policy or all",
        "{\"type\":\"ack\",\"epoch\":\"e\",\"revision\":\"4\"} | revision: '4' where an integer",
        "{\"type\":\"ack\",\"epoch\":\"e\",\"revision\":4.5} | revision: '4.5' where an integer",
        "{\"type\":\"ack\",\"epoch\":\"e\",\"revision\":99999999999999999999} | beyond 64 bits",
        "{\"type\":\"use\",\"hosts\":[\"a\",3]} | hosts[1]: '3' where a text was expected",
        "{\"type\":\"use\",\"hosts\":\"a\"} | hosts: 'a' where a list was expected",
        "{\"type\":\"use\",\"type\":\"use\"} | type: the field stands here twice",
        "{\"type\":\"resync\"}{} | more text after the end",
        "{\"type\":\"resync\" | the text ends in the middle",
        "{\"type\":\"register\",\"instances\":[{\"id\":\"i\",\"service\":\"s\",\"namespace\":\"n\","
            + "\"serviceAccount\":\"a\",\"ports\":[{\"servicePort\":70000}]}]}"
            + "| instances[0].ports[0].servicePort: '70000' where a number from 0 to 65535",
      })
  void malformedMessagesSayWhereAndWhy(String text, String expected) {
    assertThatThrownBy(() -> codec.readAgent(text == null ? "" : text))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void aMessageTooDeepIsRefusedBeforeAnythingOverflows() {
    String text = "{\"type\":\"frame\",\"x\":" + "[".repeat(1_000_000);
    assertThatThrownBy(() -> codec.readCollector(text))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("levels deep");
  }

  @Test
  void aMessageTooLongIsRefused() {
    String text = " ".repeat(Channel.MAX_MESSAGE_BYTES + 1);
    assertThatThrownBy(() -> codec.readCollector(text))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void aMessageOfTooManyValuesIsRefused() {
    String text =
        "{\"type\":\"frame\",\"x\":[" + "0,".repeat(Channel.MAX_MESSAGE_BYTES / 8) + "0]}";
    assertThatThrownBy(() -> codec.readCollector(text))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("values");
  }
}
