package dev.weft.collector.push;

import dev.weft.collector.push.Agent.Delivery;
import dev.weft.collector.push.Agent.Flight;
import dev.weft.collector.push.Agent.Refused;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.time.Loop;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings every agent to what it is to know. One frame an agent is under way at a time: what changes
 * meanwhile is gathered into the next, so that a slow agent costs no memory and a refused frame is
 * never built upon. For the mesh's loop alone.
 */
final class Pusher {
  /** An agent that keeps asking for full frames and acknowledges none is broken. */
  private static final int MAX_RESYNCS = 10;

  /** Changes of the registry are gathered for so many times as long as it took to tell of one. */
  private static final long ROUND_SHARE = 4;

  /** However many agents there are, they hear of a new instance soon. */
  private static final long MAX_GATHER_MILLIS = 500;

  private final Loop loop;
  private final Settings settings;
  private final Surroundings surroundings;
  private final Collection<Agent> agents;
  private final Catalogs catalogs;
  private final List<Runnable> afterRound = new ArrayList<>();

  private final Targets targets;
  private long current;
  private boolean asked;
  private boolean gathering;
  private boolean registryChanged;
  private long roundMillis;
  private @Nullable Frame last;

  Pusher(
      Loop loop,
      Settings settings,
      Surroundings surroundings,
      Collection<Agent> agents,
      Catalogs catalogs,
      PolicyView policy) {
    this.loop = loop;
    this.settings = settings;
    this.surroundings = surroundings;
    this.agents = agents;
    this.catalogs = catalogs;
    this.targets = new Targets(policy, catalogs.now());
    this.current = policy.revision();
  }

  /** A write of the API: pushed at once, under its own revision. */
  void policy(PolicyView view) {
    targets.policy(view);
    catalogs.policy(view);
    for (Agent agent : agents) {
      if (agent.refused.keySet().removeIf(key -> view.get(key) == null)) {
        surroundings.refusals().keep(agent);
      }
      agent.deliveries.keySet().removeIf(key -> view.get(key) == null);
      agent.dirty = true;
    }
    registryChanged = true;
    round(view.revision());
  }

  /**
   * The registry changed: pushed under a revision of its own, together with what follows soon. The
   * longer it takes to tell everybody, the longer is gathered, so that the loop keeps most of its
   * time for the agents that come.
   */
  void registry(Runnable then) {
    afterRound.add(then);
    if (!gathering) {
      gathering = true;
      long millis =
          Math.min(MAX_GATHER_MILLIS, Math.max(settings.gatherMillis(), ROUND_SHARE * roundMillis));
      loop.after(millis, this::gathered);
    }
  }

  private void gathered() {
    gathering = false;
    registryChanged = true;
    ask();
  }

  /** As {@link #registry}, without gathering. */
  void registryNow(Runnable then) {
    afterRound.add(then);
    registryChanged = true;
    ask();
  }

  /**
   * Whether the agent has taken all that there is for it: nothing is under way to it, and nothing
   * is being gathered that it may have to be told.
   */
  boolean settled(Agent agent) {
    return agent.flight == null && !agent.dirty && !gathering && !asked && !registryChanged;
  }

  /** Something changed for {@code agent} alone. */
  void one(Agent agent) {
    agent.dirty = true;
    ask();
  }

  /** All that the agent is to know, whatever it has. */
  void full(Agent agent) {
    agent.acked = Knowledge.NOTHING;
    agent.ackedRevision = 0;
    agent.flight = null;
    agent.dirty = true;
    send(agent, current);
  }

  void resync(Agent agent) {
    if (++agent.resyncs > MAX_RESYNCS) {
      drop(agent, "asked for " + agent.resyncs + " full frames and acknowledged none of them");
      return;
    }
    full(agent);
  }

  /** Whether this ended the flight of a frame. */
  boolean ack(Agent agent, Ack ack) {
    Flight flight = flight(agent, ack.epoch(), ack.revision());
    if (flight == null) {
      return false;
    }
    long now = loop.wallMillis();
    boolean sameDocuments = agent.acked.documents() == flight.target().documents();
    agent.flight = null;
    agent.resyncs = 0;
    agent.acked = flight.target();
    agent.ackedRevision = flight.frame().revision();
    agent.good = flight.target().documents();
    if (!sameDocuments) {
      delivered(agent, flight, now);
    }
    // What it took after all needs no memory.
    if (agent.refused.entrySet().removeIf(one -> taken(flight.target(), one))) {
      surroundings.refusals().keep(agent);
    }
    if (agent.dirty) {
      ask();
    }
    return true;
  }

  private static void delivered(Agent agent, Flight flight, long now) {
    for (StoredDocument stored : flight.target().documents().values()) {
      Delivery before = agent.deliveries.get(stored.key());
      if (before == null || before.revision() != stored.revision()) {
        agent.deliveries.put(
            stored.key(), new Delivery(stored.revision(), flight.sentMillis(), now));
      }
    }
  }

  private static boolean taken(Knowledge target, Map.Entry<DocumentKey, Refused> refused) {
    StoredDocument stored = target.documents().get(refused.getKey());
    return stored != null && stored.revision() > refused.getValue().revision();
  }

  /** The same again, with the refused documents at the version that was last in force. */
  boolean nack(Agent agent, Nack nack) {
    Flight flight = flight(agent, nack.epoch(), nack.revision());
    if (flight == null) {
      return false;
    }
    agent.flight = null;
    boolean learned = false;
    for (Nack.Refusal refusal : nack.refusals()) {
      StoredDocument sent = flight.target().documents().get(refusal.document());
      if (sent == null) {
        continue;
      }
      StoredDocument wanted = targets.policy().get(refusal.document());
      if (wanted != null && wanted.revision() != sent.revision()) {
        // The fallback itself is refused too: nothing of this document is left to send.
        agent.good = without(agent.good, refusal.document());
      } else {
        agent.refused.put(
            refusal.document(), new Refused(sent.revision(), shortened(refusal.reason())));
        if (agent.good.get(refusal.document()) == sent) {
          agent.good = without(agent.good, refusal.document());
        }
      }
      learned = true;
    }
    if (learned) {
      surroundings.refusals().keep(agent);
      one(agent);
    } else {
      drop(agent, "refused revision " + nack.revision() + " without naming a document of it");
    }
    return true;
  }

  private static Map<DocumentKey, StoredDocument> without(
      Map<DocumentKey, StoredDocument> documents, DocumentKey key) {
    Map<DocumentKey, StoredDocument> left = new TreeMap<>(documents);
    left.remove(key);
    return left;
  }

  private static String shortened(String reason) {
    return reason.length() <= 1000 ? reason : reason.substring(0, 1000) + "...";
  }

  private Agent.Flight flight(Agent agent, String epoch, long revision) {
    Flight flight = agent.flight;
    return flight != null
            && flight.frame().revision() == revision
            && flight.frame().epoch().equals(epoch)
        ? flight
        : null;
  }

  private void ask() {
    if (!asked) {
      asked = true;
      surroundings.revisions().next(revision -> loop.execute(() -> asked(revision)));
    }
  }

  private void asked(long revision) {
    asked = false;
    round(revision);
  }

  private void round(long revision) {
    long began = loop.millis();
    current = Math.max(current, revision);
    boolean withRegistry = registryChanged;
    registryChanged = false;
    if (withRegistry && targets.catalog(catalogs.now())) {
      agents.forEach(agent -> agent.dirty = true);
    }
    for (Agent agent : List.copyOf(agents)) {
      send(agent, revision);
    }
    last = null;
    if (withRegistry) {
      roundMillis = Math.max(0, loop.millis() - began);
      List<Runnable> then = List.copyOf(afterRound);
      afterRound.clear();
      then.forEach(Runnable::run);
    }
  }

  private void send(Agent agent, long revision) {
    AgentLink link = agent.link;
    if (link == null || agent.flight != null || !agent.dirty) {
      return;
    }
    agent.dirty = false;
    Knowledge target = targets.of(agent);
    Frame frame = target.since(agent.acked, surroundings.epoch(), revision, agent.ackedRevision);
    if (frame.base() != 0 && Knowledge.empty(frame)) {
      return;
    }
    // Most agents are told the same of a write: one object, which is put into words once.
    if (frame.equals(last)) {
      frame = last;
    }
    last = frame;
    Flight flight = new Flight(frame, target, loop.wallMillis());
    agent.flight = flight;
    link.send(frame);
    loop.after(
        settings.ackMillis(),
        () -> {
          if (agent.flight == flight) {
            drop(
                agent,
                "did not answer revision " + revision + " within " + settings.ackMillis() + " ms");
          }
        });
  }

  private static void drop(Agent agent, String reason) {
    AgentLink link = agent.link;
    if (link != null) {
      link.close(reason);
    }
  }
}
