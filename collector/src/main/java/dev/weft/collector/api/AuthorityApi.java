package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.weft.collector.access.Token;
import dev.weft.collector.access.Tokens;
import dev.weft.collector.authority.AuthorityException;
import dev.weft.collector.authority.Phase;
import dev.weft.collector.authority.RollException;
import dev.weft.collector.authority.Rollover;
import dev.weft.collector.push.Control;
import dev.weft.collector.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The authority's roots: shown, and changed while everything runs. Keys are never shown. */
final class AuthorityApi {
  private static final String PATH = "/v1/authority";
  private static final String ROTATION = PATH + "/rotation";

  private final Rollover rollover;
  private final Tokens tokens;
  private final MeshView mesh;
  private final Clock clock;

  AuthorityApi(Rollover rollover, Tokens tokens, MeshView mesh, Clock clock) {
    this.rollover = rollover;
    this.tokens = tokens;
    this.mesh = mesh;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            PATH,
            "showAuthority",
            "The authority's roots, who trusts and uses which, and where a change of them stands.",
            call -> Answer.ok(tree())),
        Operation.get(
                PATH + "/roots",
                "showRoots",
                "The certificates that are trusted now, as PEM: what a ca-file holds.",
                call -> Answer.text(200, rollover.pem()))
            .gives("text/plain"),
        Operation.get(
                ROTATION,
                "beginRotation",
                "Makes another root. It signs when all agents trust it, and the old one goes when no"
                    + " certificate of it is left.",
                call ->
                    step(call, rollover::begin, "a new root was made, agents are told to trust it"))
            .with(HttpMethod.POST)
            .answers(Map.of(200, "it has begun", 409, "one is under way, or not yet over")),
        Operation.get(
                ROTATION + "/advance",
                "advanceRotation",
                "The next step now; the collector takes it by itself once the mesh is ready.",
                this::advance)
            .with(HttpMethod.POST)
            .query("force", "true: also if agents are not ready for it")
            .answers(Map.of(200, "it is done", 409, "what it waits for, or nothing is under way")),
        Operation.get(
                ROTATION,
                "abortRotation",
                "Takes the new root back, as long as it does not sign.",
                call -> step(call, rollover::abort, "the new root is gone again"))
            .with(HttpMethod.DELETE)
            .answers(Map.of(200, "it is taken back", 409, "there is none, or it signs already")),
        Operation.get(
                PATH + "/former",
                "forgetFormerRoot",
                "Tokens and ca-files of the root before are good for knowing the collector no more.",
                call -> step(call, rollover::forget, "the root before is forgotten"))
            .with(HttpMethod.DELETE)
            .answers(Map.of(200, "it is forgotten", 409, "there is none, or it is still trusted")));
  }

  private Answer advance(Call call) {
    boolean force = call.flag("force");
    Phase phase = rollover.phase();
    if (phase == Phase.STEADY) {
      throw new ApiException(409, "The authority's root is not being changed.");
    }
    String blocked = mesh.ask(Control::rollBlocked);
    if (blocked != null && !force) {
      throw new ApiException(
          409,
          "Not yet: "
              + blocked
              + ". The collector goes on by itself then; force it only if they may be cut off.");
    }
    String done = phase == Phase.TRUSTING ? "the new root signs" : "the old root is retired";
    return step(
        call,
        phase == Phase.TRUSTING ? rollover::sign : rollover::retire,
        blocked == null ? done : done + ", forced although " + blocked);
  }

  private Answer step(Call call, Runnable step, String done) {
    try {
      step.run();
    } catch (RollException e) {
      throw new ApiException(409, e.getMessage());
    } catch (AuthorityException e) {
      throw new ApiException(503, e.getMessage());
    }
    call.note(done);
    mesh.ask(
        control -> {
          control.roots();
          return true;
        });
    return Answer.ok(tree());
  }

  private Map<String, Object> tree() {
    Map<String, Object> tree = mesh.ask(Control::authority);
    Rollover.View former = former();
    List<String> old = new ArrayList<>();
    if (former != null) {
      long now = clock.millis();
      for (Token token : tokens.list()) {
        // Where it is not known, the token is of before the first change.
        boolean of = token.authority().isEmpty() || token.authority().equals(former.fingerprint());
        if (of && token.active(now)) {
          old.add(token.id());
        }
      }
    }
    tree.put("tokensOfFormer", old);
    return tree;
  }

  private Rollover.@Nullable View former() {
    for (Rollover.View view : rollover.views()) {
      if (view.role().equals("leaving") || view.role().equals("former")) {
        return view;
      }
    }
    return null;
  }
}
