package dev.weft.collector.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's second screen: drawn over in place, and left as it was found, also when the process
 * is interrupted.
 */
final class LiveScreen implements AutoCloseable {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";

  private final PrintWriter out;
  private final InputStream keys;
  private final String saved;
  private final Thread atEnd = new Thread(this::restore, "weft-screen");
  private boolean open = true;

  private LiveScreen(PrintWriter out, InputStream keys, String saved) {
    this.out = out;
    this.keys = keys;
    this.saved = saved;
  }

  /** Of this process' terminal. */
  static LiveScreen open(PrintWriter out) {
    String saved = Terminal.settings("-g");
    LiveScreen screen = new LiveScreen(out, System.in, saved);
    Runtime.getRuntime().addShutdownHook(screen.atEnd);
    if (!saved.isEmpty()) {
      // Keys come at once and are not shown; Ctrl-C stays what it is.
      Terminal.settings("-icanon", "-echo");
    }
    out.print(ENTER);
    out.flush();
    return screen;
  }

  /** On any stream. */
  static LiveScreen on(PrintWriter out, InputStream keys) {
    out.print(ENTER);
    out.flush();
    return new LiveScreen(out, keys, "");
  }

  /** The first lines that fit. */
  void draw(List<String> lines, int rows) {
    StringBuilder text = new StringBuilder(HOME);
    for (int i = 0; i < Math.min(rows, lines.size()); i++) {
      text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(REST_OF_LINE);
    }
    out.print(text.append(REST_OF_SCREEN));
    out.flush();
  }

  /** A key that was pressed, null: none. */
  @Nullable Character key() {
    try {
      return keys.available() > 0 ? (char) keys.read() : null;
    } catch (IOException e) {
      return null; // The terminal has gone; so will we.
    }
  }

  private synchronized void restore() {
    if (open) {
      open = false;
      out.print(LEAVE);
      out.flush();
      if (!saved.isEmpty()) {
        Terminal.settings(saved);
      }
    }
  }

  @Override
  public void close() {
    restore();
    if (!saved.isEmpty()) {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
      } catch (IllegalStateException e) {
        // It is ending already, and the hook finds nothing left to do.
      }
    }
  }
}
