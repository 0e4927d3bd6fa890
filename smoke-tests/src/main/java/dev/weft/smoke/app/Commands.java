package dev.weft.smoke.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a suite's application does when told so by a line on standard input; each answer is a line
 * on standard output that begins with {@code @} and carries the command's {@code id}.
 */
public final class Commands {
  private static final PrintStream OUT = System.out;

  private final Map<String, Handler> inOrder = new LinkedHashMap<>();
  private final Map<String, Handler> aside = new LinkedHashMap<>();

  /** Answers one command. */
  @FunctionalInterface
  public interface Handler {
    Line answer(Line command) throws Exception;
  }

  /** The commands after it wait for its answer. */
  public Commands inOrder(String name, Handler handler) {
    inOrder.put(name, handler);
    return this;
  }

  /** Answered on a thread of its own while further commands are read. */
  public Commands aside(String name, Handler handler) {
    aside.put(name, handler);
    return this;
  }

  /** Says that the application is ready, on these ports, and serves until its input ends. */
  public void serve(Iterable<Integer> ports) throws IOException {
    Line ready = Line.of("ready", true);
    int index = 0;
    for (int port : ports) {
      ready = ready.with("port" + index++, port);
    }
    say(ready);
    ExecutorService workers = Executors.newCachedThreadPool();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      Line command = Line.parse(text);
      Handler slow = aside.get(command.get("do"));
      if (slow != null) {
        workers.execute(() -> say(answered(command, slow)));
      } else {
        say(answered(command, inOrder.getOrDefault(command.get("do"), Commands::unknown)));
      }
    }
    workers.shutdown();
  }

  private static Line unknown(Line command) {
    return Line.of("error", "no such command");
  }

  private static Line answered(Line command, Handler handler) {
    Line answer;
    try {
      answer = handler.answer(command);
    } catch (Exception failure) {
      answer = Line.of("error", failure.toString());
    }
    return answer.with("id", command.get("id"));
  }

  private static void say(Line line) {
    synchronized (OUT) {
      OUT.println("@" + line);
    }
  }
}
