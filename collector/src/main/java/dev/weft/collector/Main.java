package dev.weft.collector;

import dev.weft.collector.command.Weft;

/** The executable jar's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Weft.run(arguments));
  }
}
