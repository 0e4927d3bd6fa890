package dev.weft.smoke.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Bookinfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every page that was asked for is counted once, whoever restarts. */
class MetricsRestartIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void aCollectorThatComesBackIsToldWhatHappenedMeanwhileAndNothingTwice() {
    try (Bookinfo mesh = new Bookinfo()) {
      pages(mesh, 12);
      awaitServed(mesh, 12);
      mesh.collector().kill();
      pages(mesh, 9);
      mesh.collector().start();
      awaitServed(mesh, 9);
      pages(mesh, 5);
      awaitServed(mesh, 14);
      assertThat(sum(mesh, "weft_collector_metrics_intervals_lost_total")).isZero();
    }
  }

  @Test
  void anAgentTellsToTheEndAndOneThatIsKilledIsCounted() {
    try (Bookinfo mesh = new Bookinfo()) {
      pages(mesh, 7);
      mesh.jvm("productpage").terminate();
      awaitServed(mesh, 7);
      assertThat(sum(mesh, "weft_collector_metrics_agents_vanished_total")).isZero();
      mesh.jvm("ratings").kill();
      Await.until(
          "an agent without a farewell",
          SOON,
          () -> sum(mesh, "weft_collector_metrics_agents_vanished_total") == 1);
    }
  }

  private static void pages(Bookinfo mesh, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(mesh.page()).contains("\"status\":200");
    }
  }

  private static void awaitServed(Bookinfo mesh, int count) {
    Await.until(
        count + " pages",
        SOON,
        () -> served(mesh) >= count ? true : null,
        () -> mesh.collector().text("/metrics"));
    assertThat(served(mesh)).isEqualTo(count);
  }

  private static long served(Bookinfo mesh) {
    return sum(
        mesh, "istio_requests_total", "reporter=\"destination\"", "service_name=\"productpage\"");
  }

  private static long sum(Bookinfo mesh, String name, String... labels) {
    return mesh.collector()
        .text("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(
            line -> {
              for (String label : labels) {
                if (!line.contains(label)) {
                  return false;
                }
              }
              return true;
            })
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
