package dev.weft.agent.weave;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import java.util.HashMap;
import java.util.Map;

/** An adapter's code in one class loader; each key is asked for once. Used with a lock held. */
final class Hooks {
  private final HookSet hookSet;
  private final Map<String, Hook> byKey = new HashMap<>();

  Hooks(HookSet hookSet) {
    this.hookSet = hookSet;
  }

  Hook hook(String key) {
    Hook hook = byKey.get(key);
    if (hook == null) {
      hook = hookSet.hook(key);
      if (hook == null) {
        throw new IllegalStateException(hookSet.getClass().getName() + " has no hook " + key);
      }
      byKey.put(key, hook);
    }
    return hook;
  }
}
