package dev.weft.collector.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft demo}. */
@Command(
    name = "demo",
    description = {
      "Starts Istio's Bookinfo as plain Java services, meshed, and shows what each policy does.",
      "Exit code 0: every step was observed; 1: one was not, or something failed."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "end after the last step instead of running on")
  boolean once;

  @Option(
      names = "--port",
      defaultValue = "7700",
      description = "the collector's port (another one is taken if it is in use)")
  int port;

  @Option(
      names = "--jaeger",
      paramLabel = "URL",
      description = "also send the traces to this OTLP endpoint, http://host:4318")
  @Nullable String jaeger;

  @Option(
      names = "-f",
      paramLabel = "DIR",
      description = "take the policies from Istio's samples/bookinfo/networking")
  @Nullable Path folder;

  @Override
  public Integer call() throws Exception {
    Screen screen = new Screen(System.out, System.console() != null && !once);
    Fleet.Jars jars = jars();
    List<String> missing = new ArrayList<>();
    for (Path jar : List.of(jars.agent(), jars.bookinfo())) {
      if (!Files.exists(jar)) {
        missing.add(jar.toString());
      }
    }
    if (!missing.isEmpty()) {
      screen.line("not built: " + String.join(", ", missing) + " (run ./weft demo, which builds)");
      return 1;
    }
    try (Fleet fleet = new Fleet(jars)) {
      return new Demo(screen, fleet, new Documents(folder), port, jaeger).run(once) ? 0 : 1;
    } catch (IOException | IllegalStateException e) {
      screen.line("the demo failed: " + e.getMessage());
      return 1;
    }
  }

  /** The launcher says where the checkout is. */
  private static Fleet.Jars jars() {
    Path home = Path.of(System.getProperty("weft.home", ".")).toAbsolutePath().normalize();
    return new Fleet.Jars(
        home.resolve("agent/target/weft-agent.jar"),
        home.resolve("collector/target/weft-collector.jar"),
        home.resolve("examples/target/bookinfo.jar"));
  }
}
