package dev.weft.instrumentation.http.tomcat;

import dev.weft.bootstrap.Members;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.jsse.JSSESupport;
import org.jspecify.annotations.Nullable;

/** What Tomcat does not offer by its API, and where 10.1 and 11 differ. */
final class Internals {
  /** Settings of a listener that are its own: where it is, its TLS, its threads. */
  private static final Set<String> OWN =
      Set.of(
          "Port",
          "PortOffset",
          "Address",
          "Adapter",
          "Executor",
          "UtilityExecutor",
          "Id",
          "SSLEnabled",
          "SslImplementationName",
          "DefaultSSLHostConfigName",
          "UseSendfile",
          "Http11Protocol");

  private final MethodHandle session;

  Internals() {
    this.session =
        new Members(TomcatAdapter.adapter(), MethodHandles.lookup())
            .getter(TomcatAdapter.TLS_SUPPORT, "session");
  }

  /** The session of a connection's TLS; null if there is none. */
  @Nullable SSLSession session(@Nullable Object support) {
    if (!(support instanceof JSSESupport jsse)) {
      return null;
    }
    try {
      return (SSLSession) session.invokeExact(jsse);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives a listener the limits and upgrade protocols of another. */
  void configure(MeshProtocol to, AbstractHttp11Protocol<?> from)
      throws ReflectiveOperationException {
    copy(from, AbstractHttp11Protocol.class, to);
    for (UpgradeProtocol upgrade : from.findUpgradeProtocols()) {
      // An upgrade protocol knows its listener, so each needs one of its own.
      UpgradeProtocol own = upgrade.getClass().getConstructor().newInstance();
      copy(upgrade, upgrade.getClass(), own);
      // Later versions refuse a :scheme of http over TLS, which is what a mesh peer sends.
      call(own, "setAllowSchemeMismatch", boolean.class, true);
      to.addUpgradeProtocol(own);
    }
  }

  private static void call(Object on, String setter, Class<?> type, Object value)
      throws ReflectiveOperationException {
    Method method = methods(on.getClass()).get(setter);
    if (method != null && method.getParameterTypes()[0] == type) {
      method.invoke(on, value);
    }
  }

  /** Copies what has a getter and a setter of a simple type. */
  private static void copy(Object from, Class<?> type, Object to)
      throws ReflectiveOperationException {
    Map<String, Method> methods = methods(type);
    for (Method setter : methods.values()) {
      String name = setter.getName();
      if (!name.startsWith("set") || OWN.contains(name.substring(3)) || !simple(setter)) {
        continue;
      }
      Method getter = methods.get("get" + name.substring(3));
      if (getter == null || getter.getParameterCount() != 0) {
        getter = methods.get("is" + name.substring(3));
      }
      if (getter == null || getter.getReturnType() != setter.getParameterTypes()[0]) {
        continue;
      }
      Object value = getter.invoke(from);
      if (value != null) {
        setter.invoke(to, value);
      }
    }
  }

  private static boolean simple(Method setter) {
    return setter.getParameterCount() == 1
        && (setter.getParameterTypes()[0].isPrimitive()
            || setter.getParameterTypes()[0] == String.class);
  }

  private static Map<String, Method> methods(Class<?> type) {
    Map<String, Method> methods = new HashMap<>();
    for (Method method : type.getMethods()) {
      if (method.getParameterCount() <= 1 && !Modifier.isStatic(method.getModifiers())) {
        methods.put(method.getName(), method);
      }
    }
    return methods;
  }
}
