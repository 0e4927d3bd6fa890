package dev.weft.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes, again and again, and looks at what it left. */
class KilledStoreTest {
  private static final int KILLS = 200;

  /** Stores that live beside each other, so that the test is half as long. */
  private static final int LANES = 2;

  private static final int THREADS = 4;

  @TempDir Path folder;

  @Test
  void twoHundredKillsInMidWriteLoseNothingAcknowledgedAndLeaveNothingHalf() throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<Long>> writes = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        int lane = i;
        writes.add(lanes.submit(() -> lane(folder.resolve("lane" + lane), new Random(lane))));
      }
      long sum = 0;
      for (Future<Long> one : writes) {
        sum += one.get();
      }
      System.out.println(KILLS + " kills, " + sum + " writes on disk");
    } finally {
      lanes.shutdownNow();
    }
  }

  private static long lane(Path data, Random random) throws Exception {
    long[] next = new long[THREADS];
    long revision = 1;
    for (int kill = 0; kill < KILLS / LANES; kill++) {
      long[] acknowledged = next.clone();
      Arrays.setAll(acknowledged, i -> next[i] - 1);
      runAndKill(data, next, random.nextInt(60), acknowledged);
      revision = check(data, kill, acknowledged, next);
    }
    return revision - 1;
  }

  /** Kills after {@code acks} more acknowledged writes, and some that are under way. */
  private static void runAndKill(Path data, long[] from, int acks, long[] acknowledged)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(
        List.of("-Xmx64m", "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StoreWriter.class.getName());
    command.add(data.toString());
    Arrays.stream(from).forEach(n -> command.add(Long.toString(n)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      assertThat(line).as("the writer says nothing").isNotNull();
      for (int heard = 0; line != null; line = out.readLine()) {
        if (heard++ == acks) {
          // By its handle: the process's own method closes the pipe, and what it still said is
          // lost.
          process.toHandle().destroyForcibly();
        }
        // A line that was cut off by the end was not said.
        String[] words = line.split(" ");
        if (words.length == 2 && line.matches("\\d \\d+")) {
          acknowledged[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * Looks at all that is there.
   *
   * @param next set to the write that each thread is to go on with
   * @return the revision
   */
  private static long check(Path data, int kill, long[] acknowledged, long[] next) {
    try (PolicyStore store = PolicyStore.open(data, () -> 0)) {
      long writes = 0;
      for (int i = 0; i < THREADS; i++) {
        // Each thread waits for its answer: at most one more than it heard of is on disk.
        long found = found(store, "a" + i);
        assertThat(found)
            .as("kill %d, thread %d", kill, i)
            .isBetween(acknowledged[i], acknowledged[i] + 1);
        assertThat(found(store, "b" + i)).as("half a write").isEqualTo(found);
        next[i] = found + 1;
        writes += found + 1;
      }
      long revision = store.view().revision();
      assertThat(revision).isEqualTo(1 + writes);
      // Every write has its entry and no entry is without its write.
      List<AuditEntry> newest = store.audit(Long.MAX_VALUE, 1);
      assertThat(newest.isEmpty() ? 1 : newest.get(0).revision()).isEqualTo(revision);
      assertThat(newest.isEmpty() ? 0 : newest.get(0).seq()).isEqualTo(writes);
      return revision;
    }
  }

  /** The number of the last write that {@code name} shows, by document and by history alike. */
  private static long found(PolicyStore store, String name) {
    StoredDocument stored = store.view().get(StoreFixture.key(name));
    List<Version> versions = store.history(StoreFixture.key(name), Long.MAX_VALUE, 2);
    if (versions.isEmpty()) {
      assertThat(stored).isNull();
      return -1;
    }
    Version newest = versions.get(0);
    if (stored != null) {
      assertThat(newest.revision()).isEqualTo(stored.revision());
      return (Long) stored.document().spec().get("n");
    }
    assertThat(newest.action()).isEqualTo(Version.Action.DELETED);
    return (Long) versions.get(1).document().spec().get("n") + 1;
  }
}
