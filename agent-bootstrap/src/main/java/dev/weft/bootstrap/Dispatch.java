package dev.weft.bootstrap;

import org.jspecify.annotations.Nullable;

/** Answers the hooks of all woven places. Any thread; must be quick to say null. */
public interface Dispatch {
  /**
   * Runs a hook.
   *
   * @param nothing to be returned where {@link Hook#NOTHING} is meant: woven code cannot name that
   * @return null: leave things as the application wrote them
   */
  @Nullable Object on(
      int hook,
      Object nothing,
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object d);
}
