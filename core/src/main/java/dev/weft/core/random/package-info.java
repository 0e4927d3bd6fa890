/** Randomness, injected: {@link dev.weft.core.random.RandomSource}. */
@NullMarked
package dev.weft.core.random;

import org.jspecify.annotations.NullMarked;
