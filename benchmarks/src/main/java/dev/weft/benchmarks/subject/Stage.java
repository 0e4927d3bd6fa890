package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.process.JvmCommand;
import dev.weft.benchmarks.process.MeasuredProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One subject's running programs of one workload. Closing ends them. Used by one thread. */
public final class Stage implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** The same for all: a small heap, and compilers that stay, so that their CPU is found. */
  private static final String[] OPTIONS = {
    "-Xms64m",
    "-Xmx256m",
    "-XX:+UseG1GC",
    "-XX:-UseDynamicNumberOfCompilerThreads",
    "-Dsun.net.httpserver.nodelay=true"
  };

  private final Site site;
  private final CollectorProcess collector;
  private final Subject subject;
  private final Path directory;
  private final String variant;
  private final Map<Role, List<Integer>> ports = new LinkedHashMap<>();
  private final Map<Role, List<String>> nexts = new LinkedHashMap<>();
  private final Map<Role, List<MeasuredProcess>> programs = new LinkedHashMap<>();
  private final List<MeasuredProcess> between = new ArrayList<>();

  private Stage(
      Site site, CollectorProcess collector, Subject subject, Path directory, String variant) {
    this.site = site;
    this.collector = collector;
    this.subject = subject;
    this.directory = directory;
    this.variant = variant;
  }

  /**
   * Starts the programs under the subject.
   *
   * @param roles callees before callers
   * @param name of the workload; its processes' folder
   * @param variant what the driver sends first, and for proofs
   */
  public static Stage open(
      Site site,
      CollectorProcess collector,
      Subject subject,
      String name,
      List<Role> roles,
      String variant)
      throws IOException, InterruptedException, CheckFailed {
    Path directory = site.work().resolve(name).resolve(subject.name());
    Stage stage = new Stage(site, collector, subject, directory, variant);
    try {
      for (Role role : roles) {
        stage.start(role, roles);
      }
      subject.prepare(stage);
      return stage;
    } catch (IOException | InterruptedException | CheckFailed | RuntimeException e) {
      stage.close();
      throw e;
    }
  }

  private void start(Role role, List<Role> all) throws IOException, InterruptedException {
    List<Integer> own = new ArrayList<>();
    for (int i = 0; i < role.instances(); i++) {
      own.add(freePort());
    }
    ports.put(role, own);
    List<String> next = new ArrayList<>();
    for (Role callee : all) {
      if (role.calls().contains(callee.name())) {
        next.addAll(
            role.kind().isDressed()
                ? subject.next(this, role, callee)
                : ports(callee).stream().map(port -> "http://localhost:" + port).toList());
      }
    }
    nexts.put(role, next);
    List<MeasuredProcess> started = new ArrayList<>();
    programs.put(role, started);
    for (int i = 0; i < role.instances(); i++) {
      started.add(launch(role, i, next));
    }
    for (MeasuredProcess each : started) {
      each.awaitReady(START);
    }
  }

  private MeasuredProcess launch(Role role, int instance, List<String> next) throws IOException {
    JvmCommand jvm = new JvmCommand(site.jdk()).option(OPTIONS);
    jvm.option(role.options().toArray(String[]::new));
    jvm.main(site.classPath(role.main()), role.main());
    if (!role.kind().isDriver()) {
      jvm.argument("--port", Integer.toString(port(role, instance)));
    }
    next.forEach(url -> jvm.argument("--next", url));
    jvm.argument(role.arguments().toArray(String[]::new));
    if (role.kind().isDressed()) {
      subject.dress(this, role, instance, jvm);
    }
    String name = role.name() + "-" + (instance + 1);
    return MeasuredProcess.start(name, jvm.command(), jvm.environment(), directory);
  }

  /** Starts a process that stands between the programs; its CPU and memory count. */
  public MeasuredProcess start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    MeasuredProcess process = MeasuredProcess.start(name, command, environment, directory);
    between.add(process);
    return process;
  }

  public Site site() {
    return site;
  }

  /** The one collector of this run. */
  public CollectorProcess collector() {
    return collector;
  }

  /** Of its processes: logs, files of the subject. */
  public Path directory() {
    return directory;
  }

  /** Local ports of a role's instances; before they run, too. */
  public List<Integer> ports(Role role) {
    return ports.get(role);
  }

  /** The mesh's name for a role: each subject has services of its own in the one collector. */
  public String service(Role role) {
    return role.name() + "-" + subject.name();
  }

  public Subject subject() {
    return subject;
  }

  /** What runs, callees first. */
  public Map<Role, List<MeasuredProcess>> programs() {
    return programs;
  }

  /** Roles whose programs wear the subject. */
  public List<Role> dressed() {
    return programs.keySet().stream().filter(role -> role.kind().isDressed()).toList();
  }

  /** Roles that are called by such. */
  public List<Role> called() {
    return programs.keySet().stream()
        .filter(role -> dressed().stream().anyMatch(each -> each.calls().contains(role.name())))
        .toList();
  }

  /** The role that the driver calls. */
  public Role lastCallee() {
    return List.copyOf(programs.keySet()).get(programs.size() - 2);
  }

  /** What the driver sends first. */
  public String variant() {
    return variant;
  }

  /** Lets the driver send some requests, whether they fail or not. */
  void send(int requests) throws InterruptedException {
    driver().ask("send " + variant + " 8 " + requests, PATIENCE);
  }

  /** Lets the driver send some requests. */
  public void drive(int requests) throws InterruptedException, CheckFailed {
    drive(variant, requests);
  }

  /** Lets the driver send some requests of any variant. */
  public void drive(String variant, int requests) throws InterruptedException, CheckFailed {
    String answer = driver().ask("send " + variant + " 8 " + requests, PATIENCE);
    if (!answer.contains(" errors=0 ")) {
      throw new CheckFailed("requests failed: " + answer + " " + driver().tail());
    }
  }

  /** Local port of an instance. */
  public int port(Role role, int instance) {
    return ports.get(role).get(instance);
  }

  /** One more instance of a role, for a proof; not part of what is measured, and not closed. */
  MeasuredProcess extra(Role role) throws IOException, InterruptedException {
    ports.get(role).add(freePort());
    MeasuredProcess process;
    try {
      process = launch(role, role.instances(), nexts.get(role));
    } finally {
      ports.get(role).remove(role.instances());
    }
    process.awaitReady(START);
    return process;
  }

  /** Proxies and the like. */
  public List<MeasuredProcess> between() {
    return between;
  }

  /** The last role's only instance. */
  public MeasuredProcess driver() {
    List<List<MeasuredProcess>> all = List.copyOf(programs.values());
    return all.get(all.size() - 1).get(0);
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    List<MeasuredProcess> all = new ArrayList<>();
    programs.values().forEach(all::addAll);
    Collections.reverse(all);
    all.addAll(between);
    all.forEach(MeasuredProcess::close);
  }
}
