/**
 * Whole states in one file: {@link dev.weft.collector.state.StateExport} writes one, {@link
 * dev.weft.collector.state.StateImport} brings it back, {@link dev.weft.collector.state.SealedKey}
 * keeps the authority's key from those who hold the file.
 */
@NullMarked
package dev.weft.collector.state;

import org.jspecify.annotations.NullMarked;
