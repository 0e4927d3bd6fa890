package dev.weft.agent.weave;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Bridge;
import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.time.Clock;
import dev.weft.policy.frame.AgentMessage.AdapterReport;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Weaves the adapters' hooks into the classes of this JVM. Thread-safe. */
public final class Weaver {
  private final Instrumentation instrumentation;
  private final Clock clock;
  private final Listener listener;
  private final WeaveTransformer transformer;
  private final AdapterStates states;

  /**
   * Installs itself behind the bridge, which must be defined; weaves nothing yet.
   *
   * @param gate where the hooks find the mesh
   */
  public Weaver(Instrumentation instrumentation, MeshGate gate, Clock clock, Listener listener) {
    this.instrumentation = instrumentation;
    this.clock = clock;
    this.listener = listener;
    this.states = new AdapterStates(listener);
    HookDispatch dispatch = new HookDispatch(new Binder(instrumentation, gate));
    this.transformer = new WeaveTransformer(dispatch, listener);
    Bridge.install(dispatch);
    instrumentation.addTransformer(transformer, true);
  }

  /**
   * Has these adapters woven: into classes as they are loaded, and now into those that are loaded
   * already. With a cache of ahead-of-time linked classes that may be all of the JDK's.
   */
  public void weave(List<Choice> choices) {
    List<Place> places = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Choice choice : choices) {
      AdapterState state =
          new AdapterState(choice.adapter, choice.enabled, choice.own, clock, listener);
      states.add(state);
      if (choice.enabled) {
        for (HookPoint point : choice.adapter.hooks()) {
          places.add(new Place(state, point));
          names.add(point.className());
        }
      }
    }
    if (places.isEmpty()) {
      return;
    }
    transformer.add(places);
    List<Class<?>> wanted = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (names.contains(loaded.getName())) {
        wanted.add(loaded);
      }
    }
    if (wanted.isEmpty() || wanted.size() > 1 && retransformed(wanted)) {
      return;
    }
    for (Class<?> loaded : wanted) {
      retransform(loaded, places);
    }
  }

  /**
   * All at once: each time, the JVM stops and looks through all of its classes.
   *
   * @return false: nothing was changed, as one of them failed, maybe another agent's fault
   */
  private boolean retransformed(List<Class<?>> wanted) {
    try {
      instrumentation.retransformClasses(wanted.toArray(new Class<?>[0]));
      return true;
    } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
      return false;
    }
  }

  /** By itself, so that a failure is known to be of this class and undoes no other. */
  private void retransform(Class<?> loaded, List<Place> places) {
    try {
      instrumentation.retransformClasses(loaded);
    } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
      for (Place place : places) {
        if (place.point().className().equals(loaded.getName())) {
          place.state().fault(e);
          return;
        }
      }
    }
  }

  /** What became of each adapter so far, as given; the same list while nothing changes. */
  public List<AdapterReport> reports() {
    return states.reports();
  }

  /** A fault of an adapter's in code that its library calls, which the bridge does not see. */
  public void fault(String adapter, Throwable fault) {
    states.fault(adapter, fault);
  }

  /** Whether this adapter had too many faults. Does not allocate. */
  public boolean isOff(String adapter) {
    return states.isOff(adapter);
  }

  /**
   * An adapter, and whether the user lets it be woven.
   *
   * @param own its hooks, where they are the agent's own; null: made at the first call
   */
  public record Choice(Adapter adapter, boolean enabled, @Nullable HookSet own) {}

  /** Is told what happens to adapters. Any thread. */
  public interface Listener {
    /** Called while that class is being loaded: must not block, lock, load or throw. */
    void firstWoven(Adapter adapter);

    /**
     * An adapter had its first fault, or one too many and was switched off, or does not fit. Maybe
     * while a class is being loaded: must not wait for anything the application may hold, as its
     * own standard error.
     *
     * @param line for the user, one line
     * @param fault null: none
     */
    void said(String line, @Nullable Throwable fault);
  }
}
