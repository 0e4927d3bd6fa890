/** The documents on disk and in memory: {@link dev.weft.collector.store.PolicyStore}. */
@NullMarked
package dev.weft.collector.store;

import org.jspecify.annotations.NullMarked;
