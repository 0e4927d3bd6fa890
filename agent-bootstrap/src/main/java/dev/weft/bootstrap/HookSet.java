package dev.weft.bootstrap;

/** The code of an adapter, one instance for each class loader of its library. */
public interface HookSet {
  /** The hook for a {@link HookPoint#key}; asked once for each. */
  Hook hook(String key);
}
