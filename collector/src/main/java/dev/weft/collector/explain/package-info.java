/**
 * What would happen to a call, worked out from the documents and the registry as an agent does:
 * {@link dev.weft.collector.explain.Explanation}.
 */
@NullMarked
package dev.weft.collector.explain;

import org.jspecify.annotations.NullMarked;
