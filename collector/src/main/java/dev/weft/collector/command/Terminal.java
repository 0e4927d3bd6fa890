package dev.weft.collector.command;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the output goes to.
 *
 * @param interactive a person looks at it
 * @param colours whether they may be used: a person looks, and neither {@code NO_COLOR} nor {@code
 *     TERM=dumb} says otherwise
 */
record Terminal(boolean interactive, boolean colours, Map<String, String> environment) {
  /** A file or a pipe. */
  static final Terminal NONE = new Terminal(false, false, Map.of());

  /** Where nobody says how wide it is: a line fits most screens. */
  private static final int DEFAULT_COLUMNS = 120;

  private static final int DEFAULT_ROWS = 40;

  /** From this JDK on {@code System.console()} is there without a terminal, too. */
  private static final int CONSOLE_ALWAYS = 22;

  /** In characters. */
  record Size(int columns, int rows) {}

  /** Of this process. */
  static Terminal real() {
    boolean interactive =
        System.console() != null
            && (Runtime.version().feature() < CONSOLE_ALWAYS || outputIsTerminal());
    return of(interactive, System.getenv());
  }

  static Terminal of(boolean interactive, Map<String, String> environment) {
    boolean colours =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(interactive, colours, environment);
  }

  String paint(Colour colour, String text) {
    return colours ? colour.paint(text) : text;
  }

  /** As it is now: people pull at windows. {@code COLUMNS} counts where it is no terminal. */
  Size size() {
    if (interactive) {
      String[] numbers = settings("size").split(" ");
      if (numbers.length == 2) {
        int rows = number(numbers[0], 0);
        int columns = number(numbers[1], 0);
        if (rows > 0 && columns > 0) {
          return new Size(columns, rows);
        }
      }
    }
    return new Size(
        number(environment.get("COLUMNS"), DEFAULT_COLUMNS),
        number(environment.get("LINES"), DEFAULT_ROWS));
  }

  private static int number(@Nullable String text, int otherwise) {
    return text != null && text.matches("[1-9]\\d{0,3}") ? Integer.parseInt(text) : otherwise;
  }

  /** What {@code stty} answers of the terminal, or nothing if there is none. */
  static String settings(String... arguments) {
    File terminal = new File("/dev/tty");
    if (!terminal.exists()) {
      return "";
    }
    String[] command = new String[arguments.length + 1];
    command[0] = "stty";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(process.getInputStream().readNBytes(4_096), StandardCharsets.UTF_8).trim();
      return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : "";
    } catch (IOException e) {
      return ""; // Without stty: the environment, or the default.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static boolean outputIsTerminal() {
    try {
      return new ProcessBuilder(List.of("test", "-t", "1")).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
