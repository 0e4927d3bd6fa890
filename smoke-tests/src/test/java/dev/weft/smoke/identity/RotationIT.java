package dev.weft.smoke.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.harness.Bookinfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Certificates that live 20 seconds are renewed again and again under load; nobody notices. */
class RotationIT {
  private static final Duration LIFE = Duration.ofSeconds(20);

  /** Every certificate has been renewed at half its life, and the first ones have long expired. */
  private static final Duration WATCHED = LIFE.multipliedBy(2).plusSeconds(5);

  private static final int CALLERS = 4;

  @Test
  void certificatesOfTwentySecondsAreRenewedWithoutAFailedRequest() throws Exception {
    try (Bookinfo mesh = new Bookinfo("--certificate-ttl", LIFE.toSeconds() + "s")) {
      mesh.awaitPage();
      ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
      AtomicInteger pages = new AtomicInteger();
      long end = System.nanoTime() + WATCHED.toNanos();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Thread caller =
            new Thread(
                () -> {
                  while (System.nanoTime() < end) {
                    String page = mesh.page();
                    pages.incrementAndGet();
                    if (!Bookinfo.isWhole(page)) {
                      broken.add(page);
                    }
                  }
                });
        caller.start();
        callers.add(caller);
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(broken).as("broken of %s pages", pages).isEmpty();
      assertThat(pages).hasValueGreaterThan(100);
    }
  }
}
