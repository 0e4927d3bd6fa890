package dev.weft.bootstrap;

/** The agent's end of the bridge; woven code tells by its type that "nothing" is meant. */
final class BridgeEnd extends WeftBridge {
  private final Dispatch dispatch;

  private BridgeEnd(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  static void install(Dispatch dispatch) {
    install(new BridgeEnd(dispatch));
  }

  @Override
  protected Object on(int hook, Object self, Object a, Object b, Object c, Object d) {
    return dispatch.on(hook, this, self, a, b, c, d);
  }
}
