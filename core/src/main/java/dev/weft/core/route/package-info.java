/**
 * What a called name means: {@link dev.weft.core.route.RouteFilter} by the {@link
 * dev.weft.core.route.RouteTable} in force at the {@link dev.weft.core.route.RouteSource}; {@link
 * dev.weft.core.route.RouteTables} builds it from policy and endpoints. Other filters read the
 * {@link dev.weft.core.route.Target} it found.
 */
@NullMarked
package dev.weft.core.route;

import org.jspecify.annotations.NullMarked;
