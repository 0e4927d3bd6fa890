package dev.weft.agent.jvm;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;

/**
 * A second agent. Changes nothing; counts the classes that come to it with a call to the bridge.
 */
public final class WatchAgent implements ClassFileTransformer {
  private int woven;

  private WatchAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    System.setProperty("watch.woven", "0");
    instrumentation.addTransformer(new WatchAgent(), true);
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String named, Class<?> type, ProtectionDomain domain, byte[] bytes) {
    String name = named == null ? "" : named;
    boolean own = name.startsWith("dev/weft/") || name.equals("java/lang/WeftBridge");
    if (!own && new String(bytes, StandardCharsets.ISO_8859_1).contains("java/lang/WeftBridge")) {
      synchronized (this) {
        woven++;
        System.setProperty("watch.woven", Integer.toString(woven));
      }
    }
    return null;
  }
}
