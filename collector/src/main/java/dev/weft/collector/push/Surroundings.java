package dev.weft.collector.push;

import dev.weft.collector.access.Principal;
import dev.weft.collector.authority.Authority;
import dev.weft.collector.registry.OutsideHost;
import dev.weft.collector.store.PolicyView;
import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Control} works with. Everything is called on its loop and must not block.
 *
 * @param epoch names this life of revisions
 * @param revisions calls back, on any thread, with the next revision
 * @param authority signs certificates
 * @param admission decides whether one may be signed
 * @param outsideHosts hosts that documents declare, in order of precedence
 * @param keepRegistration remembers an agent's registration, or forgets it where the text is empty
 * @param stats takes the counters
 * @param accessLog takes lines of access logs
 * @param events is told what changed
 * @param refusals what agents refused before this start
 */
public record Surroundings(
    String epoch,
    Revisions revisions,
    Authority authority,
    Admission admission,
    Function<PolicyView, List<OutsideHost>> outsideHosts,
    BiConsumer<String, String> keepRegistration,
    Counted stats,
    LogSink accessLog,
    BiConsumer<String, Map<String, Object>> events,
    RefusalMemory refusals) {

  /** Takes what agents have counted. */
  @FunctionalInterface
  public interface Counted {
    /** Counters that were not added before. */
    void add(String agentId, Stats stats);

    /** Some that were, sent again since the answer was lost; nothing is to be added. */
    default void repeated(String agentId) {}

    /**
     * An agent whose lease ended without a farewell, with what it had counted since it last told.
     */
    default void vanished(String agentId) {}
  }

  /** Decides whether who connected as {@code principal} gets a certificate. */
  @FunctionalInterface
  public interface Admission {
    /** Everybody who may connect. */
    Admission ALL = (principal, then) -> then.accept(null);

    /**
     * @param then called on any thread: null, or why not
     */
    void admit(Principal principal, Consumer<@Nullable String> then);
  }

  /** Takes lines of an access log. */
  @FunctionalInterface
  public interface LogSink {
    /**
     * @param identity whose lines they are
     * @param missing how many before these did not come
     */
    void take(Service identity, String agentId, long missing, List<AccessLog.Line> lines);
  }

  /** Numbers what happens. */
  @FunctionalInterface
  public interface Revisions {
    void next(LongConsumer then);
  }
}
