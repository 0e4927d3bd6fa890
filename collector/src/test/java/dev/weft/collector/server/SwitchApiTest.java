package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.command.Weft;
import dev.weft.collector.json.Tree;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
  void whatIsSwitchedOffIsExportedAndImportedWithTheRest() throws Exception {
    Path backup = folder.resolve("backup.weft");
    try (TestCollector collector = TestCollector.in(folder.resolve("one"))) {
      TestCollector.tree(collector.put(SWITCHES + "/services/default/reviews?level=all", ""));
      TestCollector.tree(collector.put(SWITCHES + "/mesh", ""));
      assertThat(weft("export", "-o", backup.toString(), "--collector=" + collector.uri("")))
          .contains("backup.weft");
    }
    try (TestCollector other = TestCollector.in(folder.resolve("other"))) {
      TestCollector.tree(other.put(SWITCHES + "/adapters/tomcat", ""));
      assertThat(weft("import", backup.toString(), "--collector=" + other.uri("")))
          .as("a running collector says what it leaves as it is")
          .contains("not restored: the kill switches");
      assertThat(switches(other)).hasSize(1);
    }
    String data = "--data-dir=" + folder.resolve("other");
    assertThat(weft("import", backup.toString(), data, "--dry-run"))
        .contains("kill switches: 2, see weft agents (dry run)");
    assertThat(weft("import", backup.toString(), data)).contains("kill switches: 2");
    try (TestCollector other = TestCollector.in(folder.resolve("other"))) {
      assertThat(switches(other))
          .extracting(one -> Tree.text(one, "scope") + " " + Tree.text(one, "level"))
          .containsExactly("service all", "mesh policy");
    }
    Path empty = folder.resolve("empty.weft");
    TestCollector.in(folder.resolve("empty")).close();
    weft("export", "-o", empty.toString(), "--data-dir=" + folder.resolve("empty"));
    assertThat(weft("import", empty.toString(), data)).contains("none, those of before are gone");
    try (TestCollector other = TestCollector.in(folder.resolve("other"))) {
      assertThat(switches(other)).isEmpty();
    }
  }

  /** What a command prints that succeeds. */
  private static String weft(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(Weft.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
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
