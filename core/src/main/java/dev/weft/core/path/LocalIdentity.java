package dev.weft.core.path;

import java.util.Map;

/**
 * Who this JVM is in the mesh.
 *
 * @param labels {@code app}, {@code version}, ...
 */
public record LocalIdentity(
    String service, String namespace, String serviceAccount, Map<String, String> labels) {
  public LocalIdentity {
    labels = Map.copyOf(labels);
  }
}
