package dev.weft.collector.command;

import dev.weft.collector.access.AccessFileException;
import dev.weft.collector.api.TraceLink;
import dev.weft.collector.authority.AuthorityException;
import dev.weft.collector.server.CannotListenException;
import dev.weft.collector.server.Collector;
import dev.weft.collector.server.CollectorOptions;
import dev.weft.collector.server.Security;
import dev.weft.collector.store.StoreException;
import dev.weft.collector.telemetry.Forwarder;
import dev.weft.collector.traces.TraceLimits;
import dev.weft.policy.value.GoDuration;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weft collector}. */
@Command(
    name = "collector",
    description = {
      "Runs the control plane: API, agents' channel, authority and telemetry on one port.",
      "On the loopback interface it speaks plaintext and asks nobody who they are. On any other"
          + " address it speaks TLS with a certificate of its own authority, and everyone needs a"
          + " token or a certificate of the mesh."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "130, 143:stopped by a signal (Ctrl-C, SIGTERM)",
      "1:it cannot listen",
      "2:the command line is wrong",
      "4:the store or the authority cannot be used; nothing was overwritten"
    })
final class CollectorCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1024 * 1024;

  @Spec CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "7700",
      description = "for everything; 0: any free one (default: ${DEFAULT-VALUE})")
  int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "address to listen on, 0.0.0.0 for all (default: ${DEFAULT-VALUE}); another than the"
              + " loopback is protected by TLS and tokens")
  String bind;

  @Option(
      names = "--insecure",
      description = "neither TLS nor tokens on any address: for experiments only")
  boolean insecure;

  @Option(names = "--secure", description = "TLS and tokens on the loopback interface too")
  boolean secure;

  @Option(
      names = "--tls-name",
      paramLabel = "NAME",
      description =
          "further host name or address for the collector's certificate; may be repeated."
              + " It names localhost, this machine and its addresses anyway")
  List<String> tlsNames = new ArrayList<>();

  @Option(
      names = "--new-admin-token",
      description = "write a new admin token to DATA-DIR/admin-token, if all others are lost")
  boolean newAdminToken;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = ".weft",
      description = "store and authority (default: ${DEFAULT-VALUE})")
  Path dataFolder;

  @Option(
      names = "--trace-megabytes",
      paramLabel = "N",
      description =
          "memory for traces, 1 to half of the heap (default: 128, or a quarter of the heap where"
              + " that is less)")
  @Nullable Integer traceMegabytes;

  @Option(
      names = "--trace-age",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description = "how long traces are kept at most (default: ${DEFAULT-VALUE})")
  String traceAge;

  @Option(
      names = "--otlp-endpoint",
      paramLabel = "URL",
      description = "where traces and metrics are forwarded to, http://host:4318")
  @Nullable String otlpEndpoint;

  @Option(
      names = "--trace-ui",
      paramLabel = "URL",
      description =
          "where the page links to for a trace: http://host:16686 of Jaeger's page, or an address"
              + " with {traceId} in it")
  @Nullable String traceUi;

  @Option(
      names = "--trust-domain",
      paramLabel = "NAME",
      defaultValue = "cluster.local",
      description = "of the identities, spiffe://NAME/... (default: ${DEFAULT-VALUE})")
  String trustDomain;

  @Option(
      names = "--certificate-ttl",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description = "life of the agents' certificates, 2s or more (default: ${DEFAULT-VALUE})")
  String certificateTtl;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    CollectorOptions options = options();
    long begin = System.nanoTime();
    Collector collector;
    try {
      collector = Collector.start(options, System::currentTimeMillis);
    } catch (StoreException | AuthorityException | AccessFileException e) {
      throw new CommandException(ExitCode.STORE, "weft: " + e.getMessage());
    } catch (CannotListenException e) {
      throw new CommandException(ExitCode.FAILED, "weft: " + e.getMessage());
    }
    if (insecure) {
      err.println(
          "weft: WARNING: --insecure: whoever reaches "
              + bind
              + " can change policy and obtain any identity, and all of it can be read on the way");
    }
    if (collector.adminFile() != null) {
      err.println(
          "weft: the admin token is in "
              + collector.adminFile().toAbsolutePath().normalize()
              + ". Move it to where only you can read it, then use it with --token-file");
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  collector.close();
                  stopped.countDown();
                },
                "weft-stop"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Weft collector listens on "
            + (options.security().required() ? "https://" : "http://")
            + (loopback(bind) ? "localhost" : bind)
            + ":"
            + collector.port()
            + " (data in "
            + dataFolder.toAbsolutePath().normalize()
            + ", started in "
            + (System.nanoTime() - begin) / 1_000_000
            + " ms)");
    out.flush();
    stopped.await();
    return ExitCode.DONE;
  }

  private CollectorOptions options() {
    if (port < 0 || port > 65535) {
      throw usage("--port " + port + ": expected 0 to 65535");
    }
    if (insecure && secure) {
      throw usage("--insecure and --secure contradict each other");
    }
    boolean required = secure || !insecure && !loopback(bind);
    for (String name : tlsNames) {
      if (!name.matches("[A-Za-z0-9*]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")) {
        throw usage("--tls-name " + name + ": expected a host name or a numeric address");
      }
    }
    String wrong = otlpEndpoint == null ? null : Forwarder.wrong(otlpEndpoint);
    if (wrong != null) {
      throw usage("--otlp-endpoint " + otlpEndpoint + ": " + wrong);
    }
    if (!trustDomain.matches("[a-z0-9]([a-z0-9._-]{0,252}[a-z0-9])?")) {
      throw usage("--trust-domain " + trustDomain + ": expected lower-case letters, digits, . - _");
    }
    return CollectorOptions.in(dataFolder)
        .port(port)
        .bind(bind)
        .otlpEndpoint(otlpEndpoint)
        .trustDomain(trustDomain)
        .certificateTtl(ttl())
        .security(new Security(required, tlsNames, newAdminToken))
        .traces(traces())
        .traceLink(traceLink())
        .build();
  }

  private @Nullable TraceLink traceLink() {
    try {
      return traceUi == null ? null : TraceLink.parse(traceUi);
    } catch (IllegalArgumentException e) {
      throw usage("--trace-ui " + traceUi + ": " + e.getMessage());
    }
  }

  private TraceLimits traces() {
    long heap = Runtime.getRuntime().maxMemory();
    long half = heap / 2 / MEGABYTE;
    long bytes = Math.min(TraceLimits.DEFAULT.bytes(), heap / 4);
    if (traceMegabytes != null) {
      bytes = traceMegabytes * MEGABYTE;
    }
    if (bytes < MEGABYTE || bytes > heap / 2) {
      throw usage(
          "--trace-megabytes "
              + bytes / MEGABYTE
              + ": expected 1 to "
              + half
              + ", half of the heap (-Xmx)");
    }
    try {
      Duration age = GoDuration.parse(traceAge);
      if (age.compareTo(Duration.ofSeconds(1)) >= 0 && age.compareTo(Duration.ofDays(365)) <= 0) {
        return new TraceLimits(bytes, age);
      }
    } catch (IllegalArgumentException e) {
      throw usage("--trace-age " + traceAge + ": expected a duration as 24h");
    }
    throw usage("--trace-age " + traceAge + ": expected 1s to 8760h");
  }

  private Duration ttl() {
    try {
      Duration ttl = GoDuration.parse(certificateTtl);
      if (ttl.compareTo(Duration.ofSeconds(2)) >= 0 && ttl.compareTo(Duration.ofDays(365)) <= 0) {
        return ttl;
      }
    } catch (IllegalArgumentException e) {
      throw usage("--certificate-ttl " + certificateTtl + ": expected a duration as 24h");
    }
    throw usage("--certificate-ttl " + certificateTtl + ": expected 2s to 8760h");
  }

  private static boolean loopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw usage("--bind " + address + ": no such address");
    }
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, "weft: " + message);
  }
}
