package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessLogTest extends CollectorFixture {
  private static final String REVIEWS = "/v1/logs/default/reviews";

  private static Line line(int status) {
    return new Line(
        1_700_000_000_123_456L,
        1_234,
        true,
        "GET",
        "reviews:9080",
        "/reviews?user=*",
        "http",
        status,
        -1,
        "",
        1,
        "",
        "inbound|9080||",
        "",
        "10.0.0.2:1",
        "",
        false,
        "curl \u001b[31m",
        "",
        "",
        "0af7651916cd43dd8448eb211c80319c",
        "");
  }

  private BufferedReader follow(String query) throws IOException, InterruptedException {
    return new BufferedReader(
        new InputStreamReader(
            collector
                .client
                .send(
                    HttpRequest.newBuilder(collector.uri(REVIEWS + query)).build(),
                    BodyHandlers.ofInputStream())
                .body(),
            StandardCharsets.UTF_8));
  }

  @Test
  void linesComeWithEnvoysFieldsToWhoFollows() throws Exception {
    try (FakeAgent agent = collector.agent("a", "reviews");
        BufferedReader following = follow("?follow=true")) {
      agent.send(new AccessLog(0, 0, List.of(line(200))));
      Object tree = Json.parse(following.readLine());
      assertThat(Tree.text(tree, "start_time")).isEqualTo("2023-11-14T22:13:20.123Z");
      assertThat(Tree.text(tree, "path")).isEqualTo("/reviews?user=*");
      assertThat(Tree.number(tree, "response_code")).isEqualTo(200);
      assertThat(Tree.text(tree, "response_flags")).isEqualTo("-");
      assertThat(Tree.number(tree, "duration_us")).isEqualTo(1_234);
      assertThat(Tree.text(tree, "upstream_cluster")).isEqualTo("inbound|9080||");
      assertThat(Tree.text(tree, "instance")).isEqualTo("a");
      assertThat(Tree.object(tree)).containsEntry("route_name", null);
      assertThat(collector.get(REVIEWS).body())
          .contains("\"service\":\"reviews\"")
          .doesNotContain("\u001b");
      assertThat(collector.get("/v1/logs/other/reviews").body()).isEmpty();
    }
  }

  @Test
  void whatIsMissingIsSaidAndCounted() throws Exception {
    try (FakeAgent agent = collector.agent("a", "reviews");
        BufferedReader following = follow("?follow=true")) {
      agent.send(new AccessLog(0, 0, List.of(line(200))));
      agent.send(new AccessLog(3, 4, List.of(line(201))));
      following.readLine();
      assertThat(Tree.number(Json.parse(following.readLine()), "lost_lines")).isEqualTo(6);
      assertThat(Tree.number(Json.parse(following.readLine()), "response_code")).isEqualTo(201);
      assertThat(collector.get("/metrics").body())
          .contains("weft_collector_access_log_lines_lost_total 6.0");
    }
  }

  @Test
  void theLatestThousandAreKept() throws Exception {
    try (FakeAgent agent = collector.agent("a", "reviews");
        BufferedReader following = follow("?follow=true")) {
      for (int i = 0; i < 3; i++) {
        agent.send(
            new AccessLog(i * 400L, 0, IntStream.range(0, 400).mapToObj(n -> line(200)).toList()));
      }
      for (int i = 0; i < 1_200; i++) {
        following.readLine();
      }
    }
    assertThat(collector.get(REVIEWS + "?limit=1000").body().lines()).hasSize(1_000);
    assertThat(collector.get(REVIEWS).body().lines()).hasSize(100);
    assertThat(collector.get(REVIEWS + "?limit=1001").statusCode()).isEqualTo(400);
    assertThat(collector.get(REVIEWS + "?follow=yes").statusCode()).isEqualTo(400);
  }

  @Test
  void soManyMayFollowAtATime() throws Exception {
    List<BufferedReader> followers = new ArrayList<>();
    try (FakeAgent agent = collector.agent("a", "reviews")) {
      agent.send(new AccessLog(0, 0, List.of(line(200))));
      for (int i = 0; i < 64; i++) {
        BufferedReader following = follow("?follow=true");
        followers.add(following);
        following.readLine();
      }
      assertThat(collector.get(REVIEWS + "?follow=true").statusCode()).isEqualTo(503);
      assertThat(collector.get(REVIEWS).statusCode()).isEqualTo(200);
    } finally {
      for (BufferedReader follower : followers) {
        follower.close();
      }
    }
  }

  @Test
  void anAgentThatSendsWhatNoneSendsIsEnded() {
    try (FakeAgent agent = collector.agent("a", "reviews")) {
      Line line = line(200);
      agent.send(new AccessLog(0, 0, IntStream.range(0, 1_001).mapToObj(n -> line).toList()));
      assertThat(agent.closeReason()).contains("access-log: at most 1000 lines");
    }
  }

  @Test
  void aTelemetryDocumentGoesToTheAgentsThatItSelects() {
    String document =
        """
        apiVersion: telemetry.istio.io/v1
        kind: Telemetry
        metadata: {name: log, namespace: NAMESPACE}
        spec: SPEC
        """;
    try (FakeAgent web = collector.agent("a", "web");
        FakeAgent reviews = collector.agent("b", "reviews")) {
      String selecting =
          document
              .replace("NAMESPACE", "default")
              .replace("SPEC", "{selector: {matchLabels: {app: web}}, accessLogging: [{}]}");
      assertThat(collector.post("/v1/policies", selecting).statusCode()).isEqualTo(200);
      assertThat(documents(web)).isEqualTo(1);
      String everywhere =
          document.replace("NAMESPACE", "istio-system").replace("SPEC", "{accessLogging: [{}]}");
      assertThat(collector.post("/v1/policies", everywhere).statusCode()).isEqualTo(200);
      assertThat(documents(web)).isEqualTo(1);
      assertThat(documents(reviews)).isEqualTo(1);
    }
  }

  private static int documents(FakeAgent agent) {
    CollectorMessage message = agent.next();
    while (!(message instanceof Frame frame) || frame.documents().isEmpty()) {
      if (message instanceof Frame frame) {
        agent.ack(frame);
      }
      message = agent.next();
    }
    agent.ack(frame);
    return frame.documents().size();
  }
}
