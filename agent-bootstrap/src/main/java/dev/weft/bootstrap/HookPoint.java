package dev.weft.bootstrap;

/**
 * One place to weave: pure data, compared by exact names.
 *
 * @param className with dots, {@code jdk.internal.net.http.HttpRequestImpl}
 * @param method name, or {@code <init>}
 * @param descriptor JVM descriptor; empty: every method of that name
 * @param argument which parameter, from 0; {@link Shape#ARGUMENT} only
 * @param key names the hook within its adapter
 * @param callee the method called; {@link Shape#CALL} only, else empty
 * @param required whether the adapter is refused when the class lacks the method; otherwise the
 *     place is passed over (another version's)
 */
public record HookPoint(
    String className,
    String method,
    String descriptor,
    Shape shape,
    int argument,
    String key,
    String callee,
    boolean required) {

  public HookPoint(
      String className,
      String method,
      String descriptor,
      Shape shape,
      int argument,
      String key,
      boolean required) {
    this(className, method, descriptor, shape, argument, key, "", required);
  }

  public static HookPoint replace(String className, String method, String descriptor, String key) {
    return new HookPoint(className, method, descriptor, Shape.REPLACE, -1, key, true);
  }

  public static HookPoint argument(
      String className, String method, String descriptor, int argument, String key) {
    return new HookPoint(className, method, descriptor, Shape.ARGUMENT, argument, key, true);
  }

  public static HookPoint result(String className, String method, String descriptor, String key) {
    return new HookPoint(className, method, descriptor, Shape.RESULT, -1, key, true);
  }

  public static HookPoint enter(String className, String method, String descriptor, String key) {
    return new HookPoint(className, method, descriptor, Shape.ENTER, -1, key, true);
  }

  public static HookPoint exit(String className, String method, String descriptor, String key) {
    return new HookPoint(className, method, descriptor, Shape.EXIT, -1, key, true);
  }

  public static HookPoint around(String className, String method, String descriptor, String key) {
    return new HookPoint(className, method, descriptor, Shape.AROUND, -1, key, true);
  }

  public static HookPoint call(
      String className, String method, String descriptor, String callee, String key) {
    return new HookPoint(className, method, descriptor, Shape.CALL, -1, key, callee, true);
  }

  /** The same place with the descriptor of one of its methods. */
  public HookPoint in(String methodDescriptor) {
    return new HookPoint(
        className, method, methodDescriptor, shape, argument, key, callee, required);
  }

  /** The same place, but its absence is no reason to refuse the adapter. */
  public HookPoint ifPresent() {
    return new HookPoint(className, method, descriptor, shape, argument, key, callee, false);
  }
}
