package dev.weft.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * What one woven place runs. Any throwable but {@link ToApplication} is a fault of ours: it is
 * counted, the call goes on as the application wrote it, and a hook over its budget is switched
 * off.
 */
@FunctionalInterface
public interface Hook {
  /** Returned by a {@link Shape#REPLACE} hook of a method whose result is void or shall be null. */
  Object NOTHING = new Object();

  /**
   * @param self the object whose method is woven; null for static methods and before {@code
   *     super()}
   * @param a see the {@link Shape} for what comes where; missing ones are null, primitives boxed
   */
  @Nullable Object on(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object d)
      throws Throwable;
}
