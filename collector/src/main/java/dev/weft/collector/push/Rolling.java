package dev.weft.collector.push;

import dev.weft.collector.authority.Phase;
import dev.weft.collector.authority.Rollover;
import dev.weft.collector.json.Tree;
import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage.Trusts;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage.Roots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells agents the authority's roots, knows who trusts which and whose certificate is of which, and
 * from that whether the mesh is ready for the next step. For the mesh's loop alone.
 */
final class Rolling {
  /** Each a signature here and new handshakes there: not all at once. */
  private static final int RENEWALS_A_SECOND = 50;

  private static final long SECOND = 1_000;

  /** An agent that has not renewed by then is told once more. */
  private static final long AGAIN_MILLIS = 60 * SECOND;

  private static final int MAX_ROOTS = 32;
  private static final int FINGERPRINT_LENGTH = 64;

  /** How many agents that are waited for are named; the others are counted. */
  private static final int MAX_NAMED = 20;

  private final Loop loop;
  private final Collection<Agent> agents;
  private final Rollover rollover;
  private final long leaseMillis;

  /** From when on the agents that are known are all there are: returned, or given up. */
  private long knownMillis;

  Rolling(Loop loop, Collection<Agent> agents, Rollover rollover, long leaseMillis) {
    this.loop = loop;
    this.agents = agents;
    this.rollover = rollover;
    this.leaseMillis = leaseMillis;
    knownMillis = loop.millis() + leaseMillis;
    loop.after(SECOND, this::tick);
  }

  /** What one agent was told and has said. */
  static final class Told {
    private Set<String> trusted = Set.of();
    private String issuer = "";

    /** Of the authority, when it was last sent on this connection; 0: not yet. */
    private long generation;

    private boolean toldToRenew;
    private long renewToldMillis;

    /** A new connection: it has to be told again, and says what it has. */
    void forget() {
      trusted = Set.of();
      issuer = "";
      generation = 0;
      toldToRenew = false;
    }
  }

  /** After a step: everybody is told. */
  void changed() {
    knownMillis = Math.max(knownMillis, loop.millis() + leaseMillis);
    for (Agent agent : agents) {
      agent.roots.toldToRenew = false;
      tell(agent, false);
    }
  }

  private void tell(Agent agent, boolean renew) {
    AgentLink link = agent.link;
    if (link != null) {
      agent.roots.generation = rollover.generation();
      link.send(new Roots(rollover.pem(), renew));
    }
  }

  /** One that cannot say what it trusts may have missed what was told while it was away. */
  void connected(Agent agent) {
    if (rollover.phase() != Phase.STEADY && !able(agent)) {
      tell(agent, false);
    }
  }

  private static boolean able(Agent agent) {
    return agent.hello().capabilities().contains(Channel.CAN_ROLL);
  }

  /** A certificate came with all roots of now. */
  void certified(Agent agent) {
    agent.roots.generation = rollover.generation();
  }

  /**
   * The agent says what it has.
   *
   * @return null, or why the connection must end
   */
  @Nullable String said(Agent agent, Trusts trusts) {
    if (trusts.roots().size() > MAX_ROOTS
        || trusts.issuer().length() > FINGERPRINT_LENGTH
        || trusts.roots().stream().anyMatch(root -> root.length() > FINGERPRINT_LENGTH)) {
      return "trusts: at most "
          + MAX_ROOTS
          + " roots, each of "
          + FINGERPRINT_LENGTH
          + " hexadecimal digits";
    }
    agent.roots.trusted = Set.copyOf(trusts.roots());
    agent.roots.issuer = trusts.issuer();
    // It came with roots of before: its own, or those of a connection that ended too early.
    if (agent.roots.generation != rollover.generation()
        && !agent.roots.trusted.equals(new HashSet<>(rollover.trusted()))) {
      tell(agent, false);
    }
    return null;
  }

  private void tick() {
    loop.after(SECOND, this::tick);
    String signing = rollover.trusted().get(0);
    int told = 0;
    for (Agent agent : agents) {
      Told roots = agent.roots;
      boolean due = !roots.toldToRenew || loop.millis() - roots.renewToldMillis >= AGAIN_MILLIS;
      if (agent.connected()
          && !roots.trusted.isEmpty()
          && !roots.issuer.equals(signing)
          && due
          && told < RENEWALS_A_SECOND) {
        roots.toldToRenew = true;
        roots.renewToldMillis = loop.millis();
        tell(agent, true);
        told++;
      }
    }
  }

  /** What an agent is waited for, in the present phase; null: it is not. */
  private @Nullable String missing(Agent agent) {
    if (rollover.phase() == Phase.STEADY) {
      return null;
    }
    if (!able(agent)) {
      return "is older than this collector and cannot say what it trusts";
    }
    boolean ready =
        rollover.phase() == Phase.TRUSTING
            ? agent.roots.trusted.containsAll(rollover.trusted())
            : agent.roots.issuer.equals(rollover.trusted().get(0));
    if (ready) {
      return null;
    }
    return !agent.connected()
        ? "is disconnected"
        : rollover.phase() == Phase.TRUSTING
            ? "does not trust the new root yet"
            : "has no certificate of the new root yet";
  }

  /** Why the next step has to wait; null: it need not, or nothing is under way. */
  @Nullable String blocked() {
    Phase phase = rollover.phase();
    if (phase == Phase.STEADY) {
      return null;
    }
    long waiting = agents.stream().filter(agent -> missing(agent) != null).count();
    if (waiting > 0) {
      return waiting
          + " of "
          + agents.size()
          + " agents "
          + (phase == Phase.TRUSTING
              ? "have not said that they trust the new root"
              : "have not said that their certificate is of the new root");
    }
    long known = knownMillis - loop.millis();
    if (known > 0) {
      return "agents that are on their way are given " + time(known) + " more";
    }
    long left = rollover.lastEndMillis() - loop.wallMillis();
    if (phase == Phase.RENEWING && left > 0) {
      return "a JVM that is away may hold a certificate of the old root for "
          + time(left)
          + " more";
    }
    return null;
  }

  private static String time(long millis) {
    long seconds = (millis + 999) / 1_000;
    return seconds < 120
        ? seconds + " s"
        : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }

  /** Where the change stands and who has what, as a tree. */
  Map<String, Object> tree() {
    Map<String, Integer> trusting = new TreeMap<>();
    Map<String, Integer> holding = new TreeMap<>();
    List<Map<String, Object>> waiting = new ArrayList<>();
    int missing = 0;
    for (Agent agent : agents) {
      agent.roots.trusted.forEach(root -> trusting.merge(root, 1, Integer::sum));
      holding.merge(agent.roots.issuer, 1, Integer::sum);
      String reason = missing(agent);
      if (reason != null) {
        missing++;
        if (missing <= MAX_NAMED) {
          String service = agent.identity().namespace() + "/" + agent.identity().name();
          waiting.add(Tree.of("agent", agent.id, "service", service, "reason", reason));
        }
      }
    }
    long since = rollover.sinceMillis();
    long end = rollover.lastEndMillis();
    Map<String, Object> tree =
        Tree.of(
            "phase",
            rollover.phase().word(),
            "sinceMillis",
            since == 0 ? null : since,
            "waitsFor",
            blocked(),
            "oldCertificatesEndMillis",
            end == 0 ? null : end,
            "warning",
            rollover.warning(),
            "agents",
            agents.size(),
            "waiting",
            missing,
            "waitingAgents",
            waiting);
    tree.put(
        "roots",
        rollover.views().stream()
            .map(
                root ->
                    Tree.of(
                        "fingerprint", root.fingerprint(),
                        "name", root.name(),
                        "role", root.role(),
                        "fromMillis", root.fromMillis(),
                        "untilMillis", root.untilMillis(),
                        "trustedBy", trusting.getOrDefault(root.fingerprint(), 0),
                        "certificates", holding.getOrDefault(root.fingerprint(), 0)))
            .toList());
    return tree;
  }
}
