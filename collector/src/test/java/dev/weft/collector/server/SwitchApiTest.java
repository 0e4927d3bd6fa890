package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchApiTest {
  private static final String SWITCHES = "/v1/agents/switches";

  @TempDir Path folder;

  private static List<Object> switches(TestCollector collector) {
    return Tree.list(TestCollector.tree(collector.get(SWITCHES)), "switches");
  }

  @Test
  void whatIsSwitchedOffSurvivesTheCollector() {
    try (TestCollector collector = TestCollector.in(folder)) {
      Object off =
          TestCollector.tree(collector.put(SWITCHES + "/services/default/reviews?level=all", ""));
      assertThat(Tree.text(off, "level")).isEqualTo("all");
      TestCollector.tree(collector.put(SWITCHES + "/mesh", ""));
      TestCollector.tree(collector.put(SWITCHES + "/adapters/tomcat", ""));
    }
    try (TestCollector collector = TestCollector.in(folder)) {
      assertThat(switches(collector))
          .extracting(one -> Tree.text(one, "scope") + " " + Tree.text(one, "name"))
          .containsExactly("service default/reviews", "mesh ", "adapter tomcat");
      assertThat(Tree.text(switches(collector).get(1), "level")).isEqualTo("policy");
      TestCollector.tree(collector.delete(SWITCHES + "/mesh"));
      TestCollector.tree(collector.delete(SWITCHES + "/adapters/tomcat"));
      assertThat(switches(collector)).hasSize(1);
    }
    try (TestCollector collector = TestCollector.in(folder)) {
      assertThat(switches(collector)).hasSize(1);
    }
  }

  @Test
  void whatIsNoNameOrNotThereIsRefusedAndChangesNothing() {
    try (TestCollector collector = TestCollector.in(folder)) {
      assertRefused(
          collector.put(SWITCHES + "/mesh?level=half", ""), 400, "expected policy or all");
      assertRefused(collector.put(SWITCHES + "/services/default/No_Name", ""), 400, "DNS label");
      assertRefused(collector.put(SWITCHES + "/instances/nobody", ""), 404, "No agent nobody");
      assertRefused(collector.delete(SWITCHES + "/mesh"), 404, "was not switched off");
      assertThat(switches(collector)).isEmpty();
    }
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Tree.text(TestCollector.json(answer), "detail")).contains(detail);
  }
}
