package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.CollectorTls;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.SwitchLevel;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Link} works with.
 *
 * @param tls gets its certificates from the link
 * @param collectorTls for an {@code https} collector
 * @param peers is told by the link who is expected where
 * @param sink what the link puts policy into force in
 * @param switches where what an operator has switched off is kept
 * @param drainStats the counters since the last call
 * @param drainAccessLog lines for one message, null: there are none
 * @param reports what is woven now
 * @param random uniform in [0, 1)
 * @param tidy called about once a second, connected or not
 */
public record LinkParts(
    Settings settings,
    AgentTls tls,
    CollectorTls collectorTls,
    PeerTable peers,
    MeshSink sink,
    SwitchFile switches,
    Supplier<List<AgentMessage.Stats.Series>> drainStats,
    Supplier<AgentMessage.@Nullable AccessLog> drainAccessLog,
    Supplier<List<AgentMessage.AdapterReport>> reports,
    Clock clock,
    DoubleSupplier random,
    Runnable tidy,
    AgentLog log) {

  /** The file of this service's state. */
  private static Path stateFile(Path dir, Settings settings) {
    return dir.resolve(settings.namespace() + "." + settings.service() + ".state");
  }

  LinkMachine machine(Registration registration) {
    Path dir = settings.stateDir();
    StateFile file =
        dir == null
            ? null
            : new StateFile(stateFile(dir, settings), settings.collector(), new FrameCodec());
    Consumer consumer = new Consumer(settings.namespace(), settings.labels());
    PolicyCompiler compiler = new PolicyCompiler();
    return new LinkMachine(
        LinkIdentity.of(settings),
        registration,
        new PolicyState(
            (documents, level) ->
                level == SwitchLevel.NONE
                    ? compiler.compile(documents, consumer)
                    : compiler.compileSwitchedOff(documents, consumer),
            peers,
            tls,
            sink,
            file,
            switches,
            settings.stateDirGiven(),
            log),
        new Credentials(tls, settings.namespace(), settings.serviceAccount(), log),
        new Counters(drainStats, clock, log),
        new AccessLines(drainAccessLog),
        new EjectionNews(sink, clock),
        reports,
        clock,
        log);
  }

  Connector connector() {
    URI collector = URI.create(settings.collector());
    return new Connector(
        collector,
        new CollectorSocket(collector, collectorTls),
        new TokenSource(settings, log),
        new Backoff(random),
        new FrameCodec(),
        clock,
        log);
  }
}
