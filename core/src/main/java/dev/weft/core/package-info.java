/** All that an adapter is given, {@link dev.weft.core.Mesh}. */
@NullMarked
package dev.weft.core;

import org.jspecify.annotations.NullMarked;
