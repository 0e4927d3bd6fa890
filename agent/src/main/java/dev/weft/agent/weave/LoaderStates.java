package dev.weft.agent.weave;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states by class loader, compared by identity and held weakly. A list is enough: it is read
 * when a wanted class loads, and few loaders have one. Thread-safe.
 */
final class LoaderStates {
  private final LoaderState bootstrap = new LoaderState(null);
  private final List<Entry> entries = new ArrayList<>();

  synchronized LoaderState of(@Nullable ClassLoader loader) {
    if (loader == null) {
      return bootstrap;
    }
    for (Iterator<Entry> it = entries.iterator(); it.hasNext(); ) {
      Entry entry = it.next();
      ClassLoader known = entry.loader.get();
      if (known == loader) {
        return entry.state;
      }
      if (known == null) {
        it.remove();
      }
    }
    Entry entry = new Entry(new WeakReference<>(loader), new LoaderState(loader));
    entries.add(entry);
    return entry.state;
  }

  private record Entry(WeakReference<ClassLoader> loader, LoaderState state) {}
}
