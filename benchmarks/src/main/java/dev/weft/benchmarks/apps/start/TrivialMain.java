package dev.weft.benchmarks.apps.start;

import java.io.IOException;

/** Says that it runs, and ends; with an argument, when its standard input does. */
public final class TrivialMain {
  private TrivialMain() {}

  public static void main(String[] args) throws IOException {
    System.out.println("READY");
    if (args.length > 0) {
      while (System.in.read() >= 0) {}
    }
  }
}
