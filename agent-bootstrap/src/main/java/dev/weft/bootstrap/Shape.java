package dev.weft.bootstrap;

/** How a hook is tied into a method. "args" are the method's first parameters, as many as fit. */
public enum Shape {
  /**
   * At entry, {@code on(self, args...)}: a result other than null is returned instead of running
   * the method ({@link Hook#NOTHING} for void or null).
   */
  REPLACE,
  /**
   * At entry, {@code on(self, the argument, other args in order...)}: a result other than null
   * takes the argument's place. Also in constructors, before {@code super()}, where self is null.
   */
  ARGUMENT,
  /** At each return, {@code on(self, result, args...)}: a result other than null is returned. */
  RESULT,
  /** At entry, {@code on(self, args...)}; the result is ignored. */
  ENTER,
  /** At each return of a void method or constructor, {@code on(self, args...)}. */
  EXIT,
  /**
   * Around the body: at entry {@code on(self, args...)} of hook {@code key}, whose result is kept
   * in a local; at the end {@code on(self, kept, throwable or null, args...)} of hook {@code key +
   * "/end"}, by return and by throw.
   */
  AROUND,
  /**
   * Within the body, where it calls {@link HookPoint#callee}: just before, {@code on(self, the last
   * argument, or the receiver where there is none)} of hook {@code key}; just after, by return
   * only, {@code on(self)} of hook {@code key + "/end"}. Results are ignored. What is passed must
   * not be a primitive.
   */
  CALL
}
