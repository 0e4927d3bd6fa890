package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a hostile client may try. After each attempt another client must be served as before and the
 * memory in use must be what it was, give or take what one request may have.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class AbuseFixture {
  /** What must end ends after seconds; a machine that is busy with other things may take longer. */
  static final int GIVE_UP_MILLIS = 60_000;

  /** A request may hold 4 MiB of body, its text and its tree; garbage is collected before. */
  static final long ROOM = 24L * 1024 * 1024;

  static final Limits LIMITS = new Limits(2_000, 3_000);

  @TempDir Path folder;
  TestCollector collector;
  long before;

  @BeforeEach
  void start() {
    collector = TestCollector.in(folder, LIMITS);
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
    before = used();
  }

  @AfterEach
  void othersAreServedAndNothingIsKept() {
    HttpResponse<String> answer =
        collector.post("/v1/policies?dryRun=true", TestCollector.route("a", "v1"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(used() - before).isLessThan(ROOM);
    collector.close();
  }

  static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
