package dev.weft.core.call;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Handles of int fields that are compared and set; cheaper at each call than a field updater. */
final class Fields {
  private Fields() {}

  /** Of the class that looks up. */
  static VarHandle of(MethodHandles.Lookup lookup, String field) {
    try {
      return lookup.findVarHandle(lookup.lookupClass(), field, int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
