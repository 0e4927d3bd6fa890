package dev.weft.collector.command;

import dev.weft.collector.server.Collector;
import dev.weft.collector.server.CollectorOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft collector}. */
@Command(name = "collector", description = "Runs the control plane.")
final class CollectorCommand implements Callable<Integer> {
  @Option(names = "--port", defaultValue = "7700")
  int port;

  @Option(names = "--data-dir", defaultValue = ".weft")
  Path dataFolder;

  @Override
  public Integer call() throws InterruptedException {
    CollectorOptions defaults = CollectorOptions.in(dataFolder);
    Collector collector =
        Collector.start(
            new CollectorOptions(
                port,
                defaults.bind(),
                dataFolder,
                null,
                defaults.trustDomain(),
                defaults.certificateTtl(),
                defaults.lease(),
                defaults.channel()),
            System::currentTimeMillis);
    Runtime.getRuntime().addShutdownHook(new Thread(collector::close, "weft-stop"));
    System.out.println("Weft collector listens on http://127.0.0.1:" + collector.port());
    new CountDownLatch(1).await();
    return 0;
  }
}
