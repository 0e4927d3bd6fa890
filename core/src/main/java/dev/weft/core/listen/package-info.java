/** How server adapters tell what listens: {@link dev.weft.core.listen.Listeners}. */
@NullMarked
package dev.weft.core.listen;

import org.jspecify.annotations.NullMarked;
