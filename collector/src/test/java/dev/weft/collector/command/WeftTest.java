package dev.weft.collector.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.server.Collector;
import dev.weft.collector.server.CollectorOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WeftTest {
  private static final String RULE =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata:
        name: %s
      spec:
        host: %s
        subsets:
        - name: v1
          labels:
            version: v1
      """;

  @TempDir static Path folder;
  private static Collector collector;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    collector =
        Collector.start(
            CollectorOptions.in(folder.resolve("data")).port(0).build(), System::currentTimeMillis);
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @Test
  void documentsAreAppliedShownAndDeleted() throws IOException {
    Path file = write("rule.yaml", RULE.formatted("reviews", "reviews"));
    assertThat(run("apply", "-f", file.toString())).isZero();
    assertThat(out.toString()).contains("DestinationRule default/reviews created");
    assertThat(run("get")).isZero();
    assertThat(out.toString()).contains("KIND").contains("reviews");
    assertThat(run("get", "dr", "reviews")).isZero();
    assertThat(out.toString()).contains("kind: DestinationRule").contains("host: reviews");
    Path again = write("again.yaml", out.toString());
    assertThat(run("apply", "-f", again.toString())).isZero();
    assertThat(out.toString()).contains("unchanged");
    assertThat(run("get", "dr", "-o", "json")).isZero();
    assertThat(out.toString()).contains("\"kind\" : \"List\"");
    assertThat(run("status")).isZero();
    assertThat(out.toString()).contains("No agents").contains("NoConsumers");
    assertThat(run("services")).isZero();
    assertThat(run("instances")).isZero();
    assertThat(run("delete", "dr", "reviews")).isZero();
    assertThat(run("delete", "dr", "reviews")).isEqualTo(1);
    assertThat(err.toString()).contains("There is no DestinationRule default/reviews");
  }

  @Test
  void aTraceThatIsNotThereIsSaidSo() {
    assertThat(run("trace", "ff")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no trace ff (any more)");
    assertThat(run("trace", "nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("expected 1 to 32 hexadecimal digits");
  }

  @Test
  void anEmptyAccessLogSaysHowItIsSwitchedOn() {
    assertThat(run("logs", "reviews")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("No line yet of reviews").contains("Telemetry");
    assertThat(run("logs", "reviews", "--limit", "0")).isEqualTo(1);
    assertThat(err.toString()).contains("query parameter limit");
    assertThat(run("logs", "../x")).isEqualTo(2);
  }

  @Test
  void aDocumentsHistoryIsShownAndBroughtBack() throws IOException {
    Path file = write("past.yaml", RULE.formatted("past", "past"));
    assertThat(run("apply", "-f", file.toString())).isZero();
    Files.writeString(file, RULE.formatted("past", "past").replace("version: v1", "version: v2"));
    assertThat(run("apply", "-f", file.toString())).isZero();
    assertThat(run("history", "dr/past")).isZero();
    assertThat(out.toString()).contains("REVISION").contains("configured").contains("anonymous");
    String first =
        out.toString().lines().filter(line -> line.contains("created")).findFirst().orElseThrow();
    String revision = first.substring(0, first.indexOf(' '));
    assertThat(run("history", "dr", "past", "--diff")).isZero();
    assertThat(out.toString()).contains("+        version: v2").contains("-        version: v1");
    assertThat(run("rollback", "dr/past", "--to", revision)).isZero();
    assertThat(out.toString()).contains("configured").contains("restores " + revision);
    assertThat(run("rollback", "dr/past", "--to", revision)).isZero();
    assertThat(out.toString()).contains("unchanged");
    assertThat(run("history", "dr", "past")).isZero();
    assertThat(out.toString()).contains("restored " + revision);
    assertThat(run("rollback", "dr/past", "--to", "99999")).isEqualTo(1);
    assertThat(err.toString()).contains("No revision 99999");
    assertThat(run("history", "dr")).isEqualTo(2);
    assertThat(run("audit")).isZero();
    assertThat(out.toString()).contains("rollback").contains("DestinationRule default/past");
  }

  @Test
  void aProblemNamesTheFileAndItsLine() throws IOException {
    Path good = write("a.yaml", RULE.formatted("one", "one"));
    Path bad = write("b.yaml", RULE.formatted("two", "two").replace("labels:", "lables:"));
    assertThat(run("apply", "-f", good.toString(), "-f", bad.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("1 of 2 documents refused")
        .contains(bad + ":9: DestinationRule default/two: spec.subsets[0].lables");
    assertThat(run("get", "dr", "one")).isEqualTo(1);
  }

  @Test
  void theMeshIsSwitchedOffAndOnAgain() {
    assertThat(run("agents", "disable", "--mesh")).isZero();
    assertThat(out.toString()).contains("off: the mesh, level policy");
    assertThat(run("agents", "disable", "--service", "shop/cart", "--level", "all")).isZero();
    assertThat(run("agents", "disable", "--adapter", "tomcat")).isZero();
    assertThat(run("agents")).isZero();
    assertThat(out.toString())
        .contains("Switched off: the mesh, level policy, in force at 0 of 0 agents")
        .contains("Switched off: service shop/cart, level all")
        .contains("Switched off: adapter tomcat,");
    assertThat(run("agents", "enable", "--service", "cart")).isEqualTo(1);
    assertThat(err.toString()).contains("service default/cart was not switched off");
    assertThat(run("agents", "enable", "--service", "shop/cart")).isZero();
    assertThat(run("agents", "enable", "--mesh")).isZero();
    assertThat(run("agents", "enable", "--adapter", "tomcat")).isZero();
    assertThat(run("agents", "disable")).isEqualTo(2);
    assertThat(run("agents", "disable", "--mesh", "--adapter", "tomcat")).isEqualTo(2);
    assertThat(run("agents", "disable", "--mesh", "--level", "half")).isEqualTo(1);
    assertThat(err.toString()).contains("expected policy or all");
    assertThat(run("agents", "-o", "json")).isZero();
    assertThat(out.toString()).contains("\"switches\" : [ ]");
  }

  @Test
  void aFolderIsAllItsDocuments() throws IOException {
    Path inside = Files.createDirectories(folder.resolve("many"));
    Files.writeString(inside.resolve("1.yaml"), RULE.formatted("m1", "m1"));
    Files.writeString(inside.resolve("2.yml"), RULE.formatted("m2", "m2"));
    Files.writeString(inside.resolve("notes.txt"), "nothing");
    assertThat(run("apply", "--dry-run", "-f", inside.toString())).isZero();
    assertThat(out.toString()).contains("m1 created (dry run)").contains("m2 created (dry run)");
  }

  @Test
  void tokensAreMadeListedAndRevoked() {
    assertThat(run("token", "create", "--role", "read", "--name", "bo")).isZero();
    String token = out.toString().trim();
    assertThat(token).matches("weft_op_[0-9a-f_]{140}");
    assertThat(err.toString()).contains("only this once").doesNotContain(token);
    assertThat(run("token", "list")).isZero();
    assertThat(out.toString()).contains("bo", "read", "active").doesNotContain(token);
    assertThat(run("token", "revoke", token.split("_")[2])).isZero();
    assertThat(run("token", "list", "-o", "json")).isZero();
    assertThat(out.toString()).contains("\"revoked\"");
    assertThat(run("token", "create", "--service-account", "web", "--join", "--expires", "2h"))
        .isZero();
    assertThat(out.toString()).startsWith("weft_join_");
  }

  @Test
  void aCommandIsTheSameAloneAndAmongAll() {
    Map<String, CommandLine> all = Weft.line().getSubcommands();
    assertThat(all).hasSizeGreaterThan(15);
    all.forEach(
        (name, command) -> {
          assertThat(command.getCommandName()).isEqualTo(name);
          Map<String, CommandLine> alone = Weft.line(name).getSubcommands();
          assertThat(alone).containsOnlyKeys(name);
          assertThat(alone.get(name).getUsageMessage()).isEqualTo(command.getUsageMessage());
        });
    assertThat(run("statsu")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean").contains("status");
    assertThat(Weft.line("--help", "status").getUsageMessage()).contains("rollback");
  }

  @Test
  void whatIsWrongIsSaidWithWhatToDo() {
    assertThat(Weft.run(writer(out), writer(err), "get", "--collector", "http://127.0.0.1:1"))
        .isEqualTo(3);
    assertThat(err.toString()).contains("weft collector").contains("WEFT_COLLECTOR");
    assertThat(run("apply", "-f", "missing.yaml")).isEqualTo(1);
    assertThat(err.toString()).contains("missing.yaml cannot be read");
    assertThat(run("apply")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(run("get", "pods")).isEqualTo(1);
    assertThat(err.toString()).contains("destinationrules");
    assertThat(Weft.run(writer(out), writer(err), "collector", "--insecure", "--secure"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("contradict");
    assertThat(run("token", "create")).isEqualTo(2);
    assertThat(err.toString()).contains("--role").contains("--service-account");
    assertThat(run("token", "revoke", "weft_op_secret")).isEqualTo(2);
    assertThat(err.toString()).contains("not the token itself");
    assertThat(Weft.run(writer(out), writer(err), "collector", "--certificate-ttl", "forever"))
        .isEqualTo(2);
    assertThat(Weft.run(writer(out), writer(err), "collector", "--otlp-endpoint", "jaeger:4318"))
        .isEqualTo(2);
  }

  @Test
  void aWholeStateIsSavedAndBroughtBack() throws IOException {
    Path file = write("kept.yaml", RULE.formatted("kept", "kept"));
    assertThat(run("apply", "-f", file.toString())).isZero();
    Path backup = folder.resolve("backup.weft");
    assertThat(run("export", "-o", backup.toString())).isZero();
    assertThat(run("export", "-o", backup.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("never overwritten");
    assertThat(run("delete", "dr", "kept")).isZero();

    assertThat(run("import", backup.toString(), "--dry-run")).isZero();
    assertThat(out.toString()).contains("1 created").contains("(dry run)");
    assertThat(run("get", "dr", "kept")).isEqualTo(1);
    assertThat(run("import", backup.toString())).isZero();
    assertThat(out.toString()).contains("the state before is kept in");
    assertThat(run("get", "dr", "kept")).isZero();
    assertThat(run("history", "dr", "kept")).isZero();
    assertThat(out.toString()).contains("imported");
    assertThat(run("audit")).isZero();
    assertThat(out.toString()).contains("import").contains("export");

    Files.write(backup, "nonsense".getBytes());
    assertThat(run("import", backup.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no state").contains("Nothing was changed");
  }

  @Test
  void aBackupWithTheAuthorityRestoresAnotherMachine() throws IOException {
    Path password = write("password", "correct horse battery\n");
    Path backup = folder.resolve("whole.weft");
    String data = folder.resolve("data").toString();
    assertThat(run("export", "-o", backup.toString(), "--with-authority")).isEqualTo(2);
    assertThat(
            run(
                "export",
                "-o",
                backup.toString(),
                "--data-dir",
                data,
                "--with-authority",
                "--password-file",
                password.toString()))
        .isZero();
    Path fresh = folder.resolve("fresh");
    Path wrong = write("wrong", "another password\n");
    assertThat(
            run(
                "import",
                backup.toString(),
                "--data-dir",
                fresh.toString(),
                "--password-file",
                wrong.toString()))
        .isEqualTo(1);
    assertThat(fresh).doesNotExist();
    assertThat(
            run(
                "import",
                backup.toString(),
                "--data-dir",
                fresh.toString(),
                "--password-file",
                password.toString()))
        .isZero();
    assertThat(fresh.resolve("authority.pem"))
        .hasSameTextualContentAs(folder.resolve("data/authority.pem"));
    assertThat(Files.getPosixFilePermissions(fresh.resolve("authority.pem"))).hasSize(2);
    // A running collector holds its folder.
    assertThat(
            run(
                "import",
                backup.toString(),
                "--data-dir",
                data,
                "--password-file",
                password.toString()))
        .isEqualTo(4);
    assertThat(err.toString()).contains("Another collector uses");
  }

  @Test
  void aStoreThatCannotBeUsedEndsTheCollectorWithCodeFourAndIsLeftAlone() throws IOException {
    Path data = Files.createDirectories(folder.resolve("damaged"));
    byte[] noise =
        "this is no database, and it is long enough to be looked at".repeat(50).getBytes();
    Files.write(data.resolve("weft.db"), noise);
    assertThat(run("collector", "--port", "0", "--data-dir", data.toString())).isEqualTo(4);
    assertThat(err.toString()).contains("left as it is").contains("--data-dir");
    assertThat(Files.readAllBytes(data.resolve("weft.db"))).isEqualTo(noise);

    Path file = Files.writeString(folder.resolve("no-folder"), "");
    assertThat(run("collector", "--port", "0", "--data-dir", file.toString())).isEqualTo(4);
    assertThat(err.toString()).contains("--data-dir");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(0, "--collector=http://localhost:" + collector.port());
    return Weft.run(writer(out), writer(err), all.toArray(new String[0]));
  }

  private static PrintWriter writer(StringWriter text) {
    return new PrintWriter(text, true);
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
