package dev.weft.bootstrap;

import dev.weft.bootstrap.Adapter.Requirement;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Handles of a library's private parts, by the requirements of the adapter that uses them and only
 * by those: what is looked up here was found in the library before anything of it was woven, so
 * another version of it declines the adapter instead of failing its first call. Looking up what is
 * not required is a mistake in the adapter and throws {@link IllegalStateException}, as does a
 * member that is not there. Not for the hot path: the handles are kept as constants.
 */
public final class Members {
  private final Adapter adapter;
  private final MethodHandles.Lookup lookup;
  private final @Nullable ClassLoader loader;

  /**
   * @param lookup of a class that sees the library, and to whose module its packages are open
   */
  public Members(Adapter adapter, MethodHandles.Lookup lookup) {
    this.adapter = adapter;
    this.lookup = lookup;
    this.loader = lookup.lookupClass().getClassLoader();
  }

  /** A class of which something is required, or that is. */
  public Class<?> type(String className) {
    for (Requirement requirement : adapter.requirements()) {
      if (requirement.className().equals(className)) {
        return load(className);
      }
    }
    throw unrequired(className, "");
  }

  /** {@code (owner)type}; in {@link Requirement}'s words for the names. */
  public MethodHandle getter(String className, String names) {
    return field(className, names, false);
  }

  /** {@code (owner, type)void}. */
  public MethodHandle setter(String className, String names) {
    return field(className, names, true);
  }

  /** {@code (owner, parameters...)result}. */
  public MethodHandle method(String className, String name) {
    Class<?> owner = load(className);
    MethodType type = methodType(className, name);
    try {
      return in(owner).findVirtual(owner, name, type);
    } catch (ReflectiveOperationException missing) {
      throw unlike(missing);
    }
  }

  /** {@code (parameters...)result}. */
  public MethodHandle staticMethod(String className, String name) {
    Class<?> owner = load(className);
    MethodType type = methodType(className, name);
    try {
      return in(owner).findStatic(owner, name, type);
    } catch (ReflectiveOperationException missing) {
      throw unlike(missing);
    }
  }

  /** {@code (parameters...)owner}. */
  public MethodHandle constructor(String className) {
    Class<?> owner = load(className);
    MethodType type = methodType(className, "<init>");
    try {
      return in(owner).findConstructor(owner, type);
    } catch (ReflectiveOperationException missing) {
      throw unlike(missing);
    }
  }

  private MethodHandle field(String className, String names, boolean set) {
    Class<?> owner = load(className);
    Class<?> type =
        MethodType.fromMethodDescriptorString("()" + required(className, names), loader)
            .returnType();
    ReflectiveOperationException missing = null;
    for (String name : names.split("\\|")) {
      try {
        return set
            ? in(owner).findSetter(owner, name, type)
            : in(owner).findGetter(owner, name, type);
      } catch (ReflectiveOperationException notThis) {
        missing = notThis;
      }
    }
    throw unlike(missing);
  }

  private MethodType methodType(String className, String name) {
    return MethodType.fromMethodDescriptorString(required(className, name), loader);
  }

  /** The descriptor that the adapter requires this member to have. */
  private String required(String className, String member) {
    for (Requirement requirement : adapter.requirements()) {
      if (requirement.member().equals(member)
          && !requirement.descriptor().isEmpty()
          && requirement.className().equals(className)) {
        return requirement.descriptor();
      }
    }
    throw unrequired(className, member);
  }

  private Class<?> load(String className) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException missing) {
      throw unlike(missing);
    }
  }

  private MethodHandles.Lookup in(Class<?> owner) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(owner, lookup);
  }

  private IllegalStateException unrequired(String className, String member) {
    return new IllegalStateException(
        adapter.name() + " does not require " + className + ' ' + member);
  }

  private IllegalStateException unlike(@Nullable ReflectiveOperationException missing) {
    return new IllegalStateException("the library of " + adapter.name() + " differs", missing);
  }
}
