package dev.weft.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;

/**
 * Puts {@code java.lang.WeftBridge} into {@code java.base} and ties it to the agent. In there every
 * class loader sees it (none may answer for {@code java.*} itself), and class data sharing stays
 * on, which it does not when the bootstrap class path is appended to.
 */
public final class Bridge {
  private static final String BYTES = "bridge/java/lang/WeftBridge.class";

  private Bridge() {}

  /**
   * Defines the bridge.
   *
   * @throws LinkageError it is there already: another Weft agent is in this JVM
   */
  public static void define(Instrumentation instrumentation)
      throws IOException, IllegalAccessException {
    open(instrumentation, Object.class.getModule(), "java.lang", Bridge.class.getModule());
    try (InputStream in = Bridge.class.getResourceAsStream(BYTES)) {
      if (in == null) {
        throw new IOException(BYTES + " is missing in the agent's jar");
      }
      MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup())
          .defineClass(in.readAllBytes());
    }
  }

  /** Lets {@code to} reflect on {@code packageName}, without any flag on the command line. */
  public static void open(
      Instrumentation instrumentation, Module module, String packageName, Module to) {
    instrumentation.redefineModule(
        module, Set.of(), Map.of(), Map.of(packageName, Set.of(to)), Set.of(), Map.of());
  }

  /** From now on {@code dispatch} answers all hooks. */
  public static void install(Dispatch dispatch) {
    BridgeEnd.install(dispatch);
  }
}
