package dev.weft.collector.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that writes from several threads until it is killed, and says each write that was
 * acknowledged. Arguments: the folder, then for each thread the number to begin with.
 */
final class StoreWriter {
  private StoreWriter() {}

  public static void main(String[] arguments) {
    PolicyStore store = PolicyStore.open(Path.of(arguments[0]), System::currentTimeMillis);
    for (int i = 1; i < arguments.length; i++) {
      int thread = i - 1;
      long from = Long.parseLong(arguments[i]);
      new Thread(() -> write(store, thread, from)).start();
    }
  }

  private static void write(PolicyStore store, int thread, long from) {
    WriteRequest request = new WriteRequest(StoreFixture.ANNA, 0);
    for (long n = from; ; n++) {
      // Two documents a write: half of one would show.
      List<String> names = List.of("a" + thread, "b" + thread);
      if (deletes(n)) {
        store.delete(names.stream().map(StoreFixture::key).toList(), request).join();
      } else {
        Map<String, Object> spec = Map.of("n", n);
        store
            .put(names.stream().map(name -> StoreFixture.document(name, spec)).toList(), request)
            .join();
      }
      String said = thread + " " + n + "\n";
      synchronized (StoreWriter.class) {
        System.out.print(said);
        System.out.flush();
      }
    }
  }

  /** Whether write number {@code n} of a thread deletes; the first does not. */
  static boolean deletes(long n) {
    return n % 5 == 4;
  }
}
