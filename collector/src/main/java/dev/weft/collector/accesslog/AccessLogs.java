package dev.weft.collector.accesslog;

import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The latest lines of each service, in memory; they are for people who look at it now, and gone
 * when the collector ends. {@link #add} never waits; all else runs on the loop.
 */
public final class AccessLogs {
  /** What a terminal scrolls back. */
  public static final int MAX_LINES_OF_A_SERVICE = 1_000;

  /** Of about 1 kB each: 20 MB. */
  static final int MAX_LINES = 20_000;

  /** What may wait for the loop, from all agents. */
  private static final int MAX_WAITING = 20_000;

  private final Loop loop;
  private final Counter taken;
  private final Counter lost;
  private final AtomicInteger waiting = new AtomicInteger();

  /** The service that wrote last is the last. */
  private final LinkedHashMap<Service, ArrayDeque<LogLine>> services =
      new LinkedHashMap<>(16, 0.75f, true);

  private final List<Follower> followers = new ArrayList<>();
  private int lines;

  /** Whose log it is. */
  public record Service(String namespace, String name) {}

  private record Follower(Service service, Consumer<String> out) {}

  public AccessLogs(Loop loop, MeterRegistry registry) {
    this.loop = loop;
    taken =
        Counter.builder("weft.collector.access.log.lines")
            .description("Lines of the access log taken from agents")
            .register(registry);
    lost =
        Counter.builder("weft.collector.access.log.lines.lost")
            .description("Lines that came faster than they could be sent or kept")
            .register(registry);
  }

  /**
   * Takes lines. Any thread.
   *
   * @param missing how many before these did not come
   */
  public void add(Service service, String instance, long missing, List<Line> some) {
    if (waiting.addAndGet(some.size()) > MAX_WAITING) {
      waiting.addAndGet(-some.size());
      loop.execute(() -> put(service, instance, missing + some.size(), List.of()));
      return;
    }
    loop.execute(
        () -> {
          waiting.addAndGet(-some.size());
          put(service, instance, missing, some);
        });
  }

  private void put(Service service, String instance, long missing, List<Line> some) {
    if (missing > 0) {
      lost.increment(missing);
      put(service, new LogLine(instance, null, missing));
    }
    taken.increment(some.size());
    for (Line line : some) {
      put(service, new LogLine(instance, line, 0));
    }
  }

  private void put(Service service, LogLine line) {
    ArrayDeque<LogLine> kept = services.computeIfAbsent(service, name -> new ArrayDeque<>());
    kept.add(line);
    lines++;
    if (kept.size() > MAX_LINES_OF_A_SERVICE) {
      kept.remove();
      lines--;
    }
    Iterator<Map.Entry<Service, ArrayDeque<LogLine>>> oldest = services.entrySet().iterator();
    while (lines > MAX_LINES && oldest.hasNext()) {
      lines -= oldest.next().getValue().size();
      oldest.remove();
    }
    String text = null;
    for (Follower follower : followers) {
      if (follower.service().equals(service)) {
        text = text == null ? line.json(service) : text;
        follower.out().accept(text);
      }
    }
  }

  /** The latest lines as JSON, each with its line's end, oldest first. On the loop. */
  public List<String> latest(Service service, int limit) {
    ArrayDeque<LogLine> kept = services.get(service);
    if (kept == null) {
      return List.of();
    }
    return kept.stream()
        .skip(Math.max(0, kept.size() - limit))
        .map(line -> line.json(service))
        .toList();
  }

  /**
   * From now on {@code out} gets each line as JSON. On the loop.
   *
   * @return ends it; on the loop
   */
  public Runnable follow(Service service, Consumer<String> out) {
    Follower follower = new Follower(service, out);
    followers.add(follower);
    return () -> followers.remove(follower);
  }

  /** How many follow now. On the loop. */
  public int followers() {
    return followers.size();
  }

  /** What all of this runs on. */
  public Loop loop() {
    return loop;
  }
}
