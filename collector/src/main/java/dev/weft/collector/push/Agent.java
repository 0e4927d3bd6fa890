package dev.weft.collector.push;

import dev.weft.collector.registry.Audience;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Report;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of one agent; outlives its connection by a lease. For the mesh's loop alone. */
final class Agent {
  /** When a version of a document was sent and when it was in force, epoch milliseconds. */
  record Delivery(long revision, long pushedMillis, long ackedMillis) {}

  /** A version of a document that the agent would not take. */
  record Refused(long revision, String reason) {}

  /** A frame on its way. */
  record Flight(Frame frame, Knowledge target, long sentMillis) {}

  /** Twice as many peers as an agent of ours counts apart. */
  private static final int MAX_SERIES = 2_000;

  private static final Map<String, String> OVERFLOW = Map.of("weft_overflow", "true");

  private final Set<Map<String, String>> labelSets = new HashSet<>();
  final String id;
  private Hello hello;
  private Audience audience;
  String address = "";
  @Nullable AgentLink link;
  final Set<String> uses = new HashSet<>();
  final Map<DocumentKey, Refused> refused = new HashMap<>();
  final Map<DocumentKey, Delivery> deliveries = new HashMap<>();

  /** Versions last in force, kept across connections: what a refused version falls back to. */
  Map<DocumentKey, StoredDocument> good = Map.of();

  Knowledge acked = Knowledge.NOTHING;
  long ackedRevision;
  @Nullable Flight flight;
  boolean dirty;

  /** It has said goodbye: once its connection ends nothing more is to be expected of it. */
  boolean leaving;

  final Switching.Told switches = new Switching.Told();
  final Rolling.Told roots = new Rolling.Told();
  int resyncs;
  final Ledgers.Ledger ledger;

  /** Lines of the access log that were sent or dropped before what comes next; -1: not known. */
  private long logged = -1;

  /** What holds on this connection. */
  Ejected.Told ejections = Ejected.Told.NOTHING;

  /** As last published, so that a new connection does not make it news. */
  Map<Ejected.Place, Ejected.Seen> ejectionsPublished = Map.of();

  @Nullable Report report;
  long connectedMillis;

  Agent(Hello hello, Ledgers.Ledger ledger) {
    this.ledger = ledger;
    this.id = hello.agentId();
    this.hello = hello;
    this.audience = audienceOf(hello);
  }

  /** A new connection begins from nothing but the memory of what was refused. */
  void connected(Hello hello, AgentLink link, long nowMillis) {
    this.hello = hello;
    this.audience = audienceOf(hello);
    this.link = link;
    this.address = link.address();
    this.connectedMillis = nowMillis;
    uses.clear();
    uses.addAll(hello.uses());
    acked = Knowledge.NOTHING;
    ackedRevision = 0;
    flight = null;
    dirty = true;
    switches.forget();
    roots.forget();
    ejections = Ejected.Told.NOTHING;
    resyncs = 0;
    leaving = false;
  }

  Hello hello() {
    return hello;
  }

  /** The first service is the agent's own identity. */
  Service identity() {
    return hello.services().get(0);
  }

  /** Whether {@code other} is of the same namespace and service account. */
  boolean sameIdentity(Service other) {
    return identity().namespace().equals(other.namespace())
        && identity().serviceAccount().equals(other.serviceAccount());
  }

  /**
   * With at most {@value #MAX_SERIES} different label sets over all messages; what is beyond is
   * counted together, so that one agent cannot fill the room of all.
   */
  Stats bounded(Stats stats) {
    List<Stats.Series> bounded = new ArrayList<>(stats.series().size());
    for (Stats.Series one : stats.series()) {
      boolean known = labelSets.contains(one.labels());
      if (known || labelSets.size() < MAX_SERIES) {
        labelSets.add(one.labels());
        bounded.add(one);
      } else {
        bounded.add(
            new Stats.Series(OVERFLOW, one.count(), one.durationMillisSum(), one.buckets()));
      }
    }
    return new Stats(stats.sequence(), stats.intervalMillis(), stats.lost(), bounded);
  }

  /** How many lines of its access log were dropped, or lost on the way, since the last time. */
  long missing(AccessLog log) {
    long before = log.before() + log.dropped();
    // Of an agent that has been writing for longer than this collector runs nothing is missed.
    long from = logged < 0 ? (log.before() == 0 ? 0 : before) : logged;
    long missing = Math.max(0, before - from);
    logged = before + log.lines().size();
    return missing;
  }

  List<Service> services() {
    return hello.services();
  }

  Audience audience() {
    return audience;
  }

  boolean connected() {
    return link != null;
  }

  /** Whether nothing that was decided up to now is still on its way. */
  boolean settled() {
    return link == null || (flight == null && !dirty);
  }

  private static Audience audienceOf(Hello hello) {
    return new Audience(
        hello.host(),
        hello.services().stream().map(Service::namespace).collect(Collectors.toSet()));
  }
}
