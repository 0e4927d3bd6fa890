package dev.weft.smoke.harness;

import dev.weft.collector.server.Collector;
import dev.weft.collector.server.CollectorOptions;
import dev.weft.collector.server.Security;
import java.nio.file.Path;
import java.util.List;

/** The collector as {@code --secure} starts it, but with another time of day. A program. */
public final class ClockedCollector {
  private ClockedCollector() {}

  /**
   * @param arguments milliseconds that its clock is ahead, port, data folder
   */
  public static void main(String[] arguments) throws InterruptedException {
    long ahead = Long.parseLong(arguments[0]);
    Collector.start(
        CollectorOptions.in(Path.of(arguments[2]))
            .port(Integer.parseInt(arguments[1]))
            .security(new Security(true, List.of(), false))
            .build(),
        () -> System.currentTimeMillis() + ahead);
    // Its threads are daemons.
    Thread.currentThread().join();
  }
}
