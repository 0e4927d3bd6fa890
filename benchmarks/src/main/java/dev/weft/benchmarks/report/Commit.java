package dev.weft.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which sources were measured. */
final class Commit {
  private Commit() {}

  /**
   * Abbreviated hash of the checkout at {@code root}, with {@code +} if a tracked file differs from
   * it; {@code unknown} where there is no git or no checkout.
   */
  static String of(Path root) throws IOException {
    String hash = git(root, "rev-parse", "--short=10", "HEAD");
    if (hash.isEmpty()) {
      return "unknown";
    }
    return git(root, "status", "--porcelain", "--untracked-files=no").isEmpty() ? hash : hash + "+";
  }

  private static String git(Path root, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
    command.addAll(List.of(arguments));
    Process git;
    try {
      git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      return ""; // no git here
    }
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return git.waitFor() == 0 ? said.strip() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking git for the commit", e);
    }
  }
}
