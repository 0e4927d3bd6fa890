package dev.weft.bootstrap;

import java.util.List;

/**
 * Describes one library to the weaver: pure data, made in {@code premain}. No type of the library
 * may appear here; those are in {@link #implementation}, which is loaded where the library's types
 * are visible, at the first woven call.
 *
 * @param name what users switch off, {@code weft.instrumentation.<name>.enabled}; kebab-case
 * @param capabilities words for the collector: {@code route}, {@code retry}, {@code mtls}, ...
 * @param hooks places to weave
 * @param requirements checked before the first place of a class loader is woven
 * @param opens {@code module/package} of the JDK that the implementation reads reflectively
 * @param implementation class with a public constructor {@code (dev.weft.core.Mesh)} that is a
 *     {@link HookSet}
 */
public record Adapter(
    String name,
    List<String> capabilities,
    List<HookPoint> hooks,
    List<Requirement> requirements,
    List<String> opens,
    String implementation) {

  /**
   * Something that the library must have. Private parts are read through {@link Members}, which
   * knows no others than those required.
   *
   * @param className with dots
   * @param member method or field; empty: the class itself; {@code a|b}: either of them, as
   *     versions of the library name it differently
   * @param descriptor empty: any; {@code a|b}: either of them
   * @param always whether the class itself must be there; otherwise only that it has this if it is
   */
  public record Requirement(String className, String member, String descriptor, boolean always) {
    public Requirement(String className, String member, String descriptor) {
      this(className, member, descriptor, true);
    }

    /** Of a class that only some who use the library have. */
    public static Requirement ifThere(String className, String member, String descriptor) {
      return new Requirement(className, member, descriptor, false);
    }
  }
}
