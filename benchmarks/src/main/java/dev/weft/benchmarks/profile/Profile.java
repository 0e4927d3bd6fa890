package dev.weft.benchmarks.profile;

import dev.weft.benchmarks.apps.JdkClient;
import dev.weft.benchmarks.apps.JdkServer;
import dev.weft.benchmarks.process.MeasuredProcess;
import dev.weft.benchmarks.subject.CheckFailed;
import dev.weft.benchmarks.subject.CollectorProcess;
import dev.weft.benchmarks.subject.Role;
import dev.weft.benchmarks.subject.Site;
import dev.weft.benchmarks.subject.Stage;
import dev.weft.benchmarks.subject.Subject;
import dev.weft.benchmarks.subject.Subjects;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the HTTP hop under the JDK's Flight Recorder and draws what it saw. One thread. */
public final class Profile {
  private static final String RECORDING = "weft";

  private final Site site;
  private final int requests;
  private final PrintStream out;

  /**
   * @param requests recorded, after as many to warm up
   */
  public Profile(Site site, int requests, PrintStream out) {
    this.site = site;
    this.requests = requests;
    this.out = out;
  }

  /**
   * Writes {@code cpu.svg} and {@code allocation.svg}.
   *
   * @param name of the subject
   * @throws CheckFailed if the subject does not do what it claims
   */
  public void run(String name, Path folder) throws IOException, InterruptedException, CheckFailed {
    Subject subject =
        Subjects.all().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no subject '"
                            + name
                            + "'; expected one of "
                            + Subjects.all().stream().map(Subject::name).toList()));
    List<Role> roles =
        List.of(
            Role.server("server", JdkServer.class.getName(), 2),
            Role.driver("client", JdkClient.class.getName(), "server"));
    Files.createDirectories(folder);
    List<Path> recordings = new ArrayList<>();
    try (CollectorProcess collector = CollectorProcess.start(site);
        Stage stage = Stage.open(site, collector, subject, "profile", roles, "/1k")) {
      stage.drive(requests);
      subject.check(stage);
      out.println("profile: recording " + requests + " requests");
      List<MeasuredProcess> all = new ArrayList<>();
      stage.programs().values().forEach(all::addAll);
      for (MeasuredProcess each : all) {
        jcmd(each, "JFR.start", "name=" + RECORDING, "settings=profile");
      }
      stage.drive(requests);
      for (MeasuredProcess each : all) {
        Path file = folder.resolve(each.name() + ".jfr").toAbsolutePath();
        jcmd(each, "JFR.dump", "name=" + RECORDING, "filename=" + file);
        recordings.add(file);
      }
    }
    draw(recordings, name, folder);
  }

  private void draw(List<Path> recordings, String name, Path folder) throws IOException {
    Map<Recording, String> units =
        Map.of(Recording.CPU, "samples", Recording.ALLOCATION, "allocated bytes");
    for (Recording one : Recording.values()) {
      Path svg = folder.resolve(one.name().toLowerCase(Locale.ROOT) + ".svg");
      String title =
          (one == Recording.CPU ? "CPU" : "Allocation") + " of the HTTP hop with " + name;
      Files.writeString(svg, FlameGraph.draw(one.fold(recordings), title, units.get(one)));
      out.println("profile: " + svg);
    }
  }

  private void jcmd(MeasuredProcess process, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(site.jdk().resolve("bin/jcmd").toString());
    line.add(Long.toString(process.pid()));
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes());
    if (jcmd.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + ": " + said);
    }
  }
}
