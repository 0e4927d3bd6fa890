package java.lang;

/**
 * The one class of Weft that woven code names. It is defined inside {@code java.base}, so that every
 * class loader sees it, and knows nothing of the agent but that somebody extends it. Until the agent
 * has installed itself, and after it was switched off, every hook is a no-op.
 *
 * <p>Nothing here allocates; the hook's number is a constant of the woven place.
 */
public abstract class WeftBridge {
  /** The only static of the product. */
  private static volatile WeftBridge agent;

  /** For the agent's one subclass. */
  protected WeftBridge() {}

  /** Makes {@code bridge} answer all hooks; null switches them off. */
  protected static void install(WeftBridge bridge) {
    agent = bridge;
  }

  /** Runs a hook. Null: leave things as the application wrote them. */
  protected abstract Object on(int hook, Object self, Object a, Object b, Object c, Object d);

  public static Object call(int hook, Object self, Object a, Object b, Object c, Object d) {
    WeftBridge bridge = agent;
    return bridge == null ? null : bridge.on(hook, self, a, b, c, d);
  }

  /** As {@link #call}, but null means {@code original}. */
  public static Object replace(
      Object original, int hook, Object self, Object a, Object b, Object c, Object d) {
    WeftBridge bridge = agent;
    Object result = bridge == null ? null : bridge.on(hook, self, a, b, c, d);
    return result == null ? original : result;
  }
}
