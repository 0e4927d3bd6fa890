package dev.weft.agent.link;

import dev.weft.core.outlier.Ejection;
import dev.weft.core.time.Clock;
import dev.weft.policy.frame.AgentMessage.Ejections;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells who is ejected, when it changes. Used by the link's thread. */
final class EjectionNews {
  private final MeshSink path;
  private final Clock clock;

  /** What the collector knows. */
  private List<Ejection> told = List.of();

  EjectionNews(MeshSink path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  /** The collector knows nothing of this agent. */
  void connected() {
    told = List.of();
  }

  /** To be called about once a second. */
  void send(Wire wire) {
    List<Ejection> current = path.ejections();
    if (current.equals(told)) {
      return;
    }
    told = current;
    int most = Math.min(current.size(), Ejections.MAX_TOLD);
    long nanos = clock.nanos();
    List<Ejections.Ejection> some = new ArrayList<>(most);
    for (Ejection one : current.subList(0, most)) {
      some.add(told(one, nanos));
    }
    wire.send(new Ejections(current.size() - most, some));
  }

  private static Ejections.Ejection told(Ejection one, long nanos) {
    String subset = one.cluster().subset();
    return new Ejections.Ejection(
        one.cluster().host(),
        subset == null ? "" : subset,
        one.endpoint().instanceId(),
        one.cluster().port(),
        one.cause().name().toLowerCase(Locale.ROOT),
        one.failures(),
        Math.max(0, nanos - one.sinceNanos()) / 1_000_000,
        Math.max(0, one.untilNanos() - nanos) / 1_000_000);
  }
}
