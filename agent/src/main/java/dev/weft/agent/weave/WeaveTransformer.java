package dev.weft.agent.weave;

import dev.weft.agent.weave.LoaderState.Verdict;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one transformer. Of each class that is loaded it looks up the name and nothing else: until a
 * wanted one comes nothing is loaded, locked, allocated or linked here, as anything that the JVM
 * needs for that could be the very class being loaded. Thread-safe.
 */
final class WeaveTransformer implements ClassFileTransformer {
  private final HookDispatch dispatch;
  private final Weaver.Listener listener;
  private final LoaderStates loaders = new LoaderStates();

  /** By internal name. Never changed, but replaced whole. */
  private volatile HashMap<String, List<Place>> places = new HashMap<>();

  WeaveTransformer(HookDispatch dispatch, Weaver.Listener listener) {
    this.dispatch = dispatch;
    this.listener = listener;
  }

  synchronized void add(List<Place> more) {
    HashMap<String, List<Place>> all = new HashMap<>();
    for (Map.Entry<String, List<Place>> entry : places.entrySet()) {
      all.put(entry.getKey(), new ArrayList<>(entry.getValue()));
    }
    for (Place place : more) {
      String name = place.point().className().replace('.', '/');
      List<Place> ofClass = all.get(name);
      if (ofClass == null) {
        ofClass = new ArrayList<>();
        all.put(name, ofClass);
      }
      ofClass.add(place);
    }
    places = all;
  }

  @Override
  public byte @Nullable [] transform(
      Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> loaded,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    List<Place> wanted = name == null ? null : places.get(name);
    if (wanted == null) {
      return null;
    }
    try {
      return woven(loader, wanted, bytes);
    } catch (Throwable fault) {
      wanted.get(0).state().fault(fault);
      return null;
    }
  }

  private byte @Nullable [] woven(@Nullable ClassLoader loader, List<Place> wanted, byte[] bytes) {
    if (loader == WeaveTransformer.class.getClassLoader() || loader instanceof LibraryClassLoader) {
      return null;
    }
    LoaderState state = loaders.of(loader);
    List<Place> fit = new ArrayList<>();
    for (Place place : wanted) {
      if (fits(place.state(), state, loader)) {
        fit.add(place);
      }
    }
    if (fit.isEmpty()) {
      return null;
    }
    Numbers numbers = new LoaderNumbers(state, dispatch);
    ClassWeaver.Outcome outcome = ClassWeaver.weave(bytes, fit, numbers);
    if (refuseIncomplete(fit, outcome.woven(), state)) {
      return woven(loader, wanted, bytes); // without those refused
    }
    report(outcome.woven());
    return outcome.bytes();
  }

  private static boolean fits(
      AdapterState adapter, LoaderState state, @Nullable ClassLoader loader) {
    if (!adapter.enabled() || adapter.off()) {
      return false;
    }
    Verdict verdict = state.verdict(adapter);
    if (verdict == null) {
      String missing = Requirements.missing(adapter.adapter().requirements(), loader);
      verdict = missing == null ? Verdict.FIT : Verdict.UNFIT;
      if (missing != null) {
        adapter.refused(missing);
      }
      state.verdict(adapter, verdict);
    }
    return verdict == Verdict.FIT;
  }

  /** Whether an adapter lacks a place that it requires; it is refused in this loader. */
  private static boolean refuseIncomplete(
      List<Place> wanted, List<Place> woven, LoaderState state) {
    boolean refused = false;
    for (Place place : wanted) {
      if (place.point().required() && !woven.contains(place)) {
        place
            .state()
            .refused(
                place.point().className()
                    + " has no "
                    + place.point().method()
                    + place.point().descriptor());
        state.refuse(place.state());
        refused = true;
      }
    }
    return refused;
  }

  private void report(List<Place> woven) {
    for (Place place : woven) {
      if (place.state().woven(place)) {
        listener.firstWoven(place.state().adapter());
      }
    }
  }

  /** No lambda, as this runs while classes are loaded. */
  private record LoaderNumbers(LoaderState state, HookDispatch dispatch) implements Numbers {
    @Override
    public int number(AdapterState adapter, dev.weft.bootstrap.HookPoint point, String key) {
      return state.number(adapter, point, key, dispatch);
    }
  }
}
