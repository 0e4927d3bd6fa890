package dev.weft.collector.command;

import dev.weft.collector.command.Output.Format;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -o}, the same for every command that shows something. */
final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: table, for people)")
  @Nullable Format format;

  /** Whether it is for people. */
  boolean isTable() {
    return format == null || format == Format.table;
  }

  /** Prints {@code tree} if it is for programs; then nothing else is to be printed. */
  boolean printed(PrintWriter out, @Nullable Object tree) {
    if (isTable()) {
      return false;
    }
    Output.print(out, format, tree);
    return true;
  }
}
