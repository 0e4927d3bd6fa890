package dev.weft.core.call;

import org.jspecify.annotations.Nullable;

/** The headers of a request, as the application or its caller wrote them. */
@FunctionalInterface
public interface RequestHeaders {
  /** Its values joined by a comma, or null. Lookup ignores case. */
  @Nullable String header(String name);
}
