package dev.weft.policy.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Runs a fuzz target with the inputs that are kept for it: the files of the resource folder {@code
 * /fuzz/TARGET}, written by hand or once found to break something, and those in its {@code
 * corpus.zip}, by which a fuzzer got furthest. {@code .ci/fuzz} looks for new ones.
 */
public final class FuzzInputs {
  private static final String CORPUS = "corpus.zip";

  /** Of processor time: no input of some kilobytes needs more, on the slowest machine. */
  private static final long MAX_NANOS = 5_000_000_000L;

  private FuzzInputs() {}

  /** What a fuzzer calls. */
  @FunctionalInterface
  public interface Target {
    /**
     * Throws, whatever it is, where the input breaks something.
     *
     * @param input any bytes
     */
    void run(byte[] input) throws Exception;
  }

  /**
   * Runs all.
   *
   * @return how many there were
   * @throws AssertionError names the inputs that broke something, or took too long
   */
  public static int run(String name, Target target) {
    Map<String, byte[]> inputs = of(name);
    List<Throwable> broken = new ArrayList<>();
    inputs.forEach(
        (file, input) -> {
          long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
          try {
            target.run(input);
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
            if (nanos > MAX_NANOS) {
              broken.add(new AssertionError(file + " took " + nanos / 1_000_000 + " ms"));
            }
          } catch (Throwable e) {
            broken.add(new AssertionError(file + ": " + e, e));
          }
        });
    if (!broken.isEmpty()) {
      AssertionError error = new AssertionError(broken.size() + " inputs of " + name);
      broken.forEach(error::addSuppressed);
      throw error;
    }
    return inputs.size();
  }

  private static Map<String, byte[]> of(String name) {
    URL folder = FuzzInputs.class.getResource("/fuzz/" + name);
    if (folder == null) {
      throw new AssertionError("no inputs are kept in /fuzz/" + name);
    }
    Map<String, byte[]> inputs = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      for (Path file : files.toList()) {
        if (file.endsWith(CORPUS)) {
          unpack(file, inputs);
        } else {
          inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
    return inputs;
  }

  private static void unpack(Path archive, Map<String, byte[]> into) throws IOException {
    try (InputStream file = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        into.put(CORPUS + "/" + entry.getName(), zip.readAllBytes());
      }
    }
  }
}
