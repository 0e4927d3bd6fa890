/**
 * Who is there: {@link dev.weft.collector.registry.Registry} keeps leases, {@link
 * dev.weft.collector.registry.Catalog} tells each audience what it may see.
 */
@NullMarked
package dev.weft.collector.registry;

import org.jspecify.annotations.NullMarked;
