package dev.weft.collector.registry;

import java.util.Set;

/**
 * Who is told.
 *
 * @param machine name of its host
 * @param namespaces of its services; never empty
 */
public record Audience(String machine, Set<String> namespaces) {
  public Audience {
    namespaces = Set.copyOf(namespaces);
  }
}
