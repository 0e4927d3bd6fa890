/**
 * Where calls can go and what was learnt of it: {@link dev.weft.core.endpoint.Endpoint}, {@link
 * dev.weft.core.endpoint.Cluster} and their states, which outlive snapshots; {@link
 * dev.weft.core.endpoint.Endpoints} keeps them canonical.
 */
@NullMarked
package dev.weft.core.endpoint;

import org.jspecify.annotations.NullMarked;
