package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.profile.Profile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flame graphs of the HTTP hop. */
@Command(
    name = "profile",
    description = "Flame graphs of an HTTP hop, by the JDK's Flight Recorder.",
    mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      description = "Default: ${DEFAULT-VALUE}.",
      defaultValue = "weft-policy")
  String subject = "weft-policy";

  @Override
  public Integer call() throws Exception {
    int requests = options.quick ? 20_000 : 150_000;
    new Profile(options.site(), requests, System.out)
        .run(subject, options.out().resolve("profile"));
    return 0;
  }
}
