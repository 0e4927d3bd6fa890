package dev.weft.collector.demo;

import java.io.PrintStream;

/** What the demo prints. Colours and the live line only where there is a terminal. */
final class Screen {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";
  private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private boolean live;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void heading(String text) {
    line("");
    line(paint(BOLD, text));
  }

  void line(String text) {
    endLive();
    out.println(text);
    out.flush();
  }

  void detail(String text) {
    line(paint(DIM, "  " + text));
  }

  void seen(boolean observed, String text) {
    line("  " + (observed ? paint(GREEN, "observed") : paint(RED, "NOT OBSERVED")) + "  " + text);
  }

  /** Replaces the last live line; nothing without a terminal. */
  void live(String text) {
    if (terminal) {
      out.print(TO_LINE_START_AND_CLEAR + "  " + text);
      out.flush();
      live = true;
    }
  }

  private void endLive() {
    if (live) {
      out.print(TO_LINE_START_AND_CLEAR);
      live = false;
    }
  }

  private String paint(String code, String text) {
    return terminal ? code + text + RESET : text;
  }
}
