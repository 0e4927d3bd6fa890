package dev.weft.core.route;

import org.jspecify.annotations.Nullable;

/**
 * What a called name means.
 *
 * @param upstream its service; null: only a policy names it, and its routes say where calls go
 * @param rules null: no policy, everything goes to {@code otherwise}
 * @param otherwise the default route to the service; null where there is none
 */
record HostEntry(
    String name, @Nullable Upstream upstream, @Nullable Rules rules, @Nullable Target otherwise) {}
