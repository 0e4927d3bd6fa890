/** The certificate authority: {@link dev.weft.collector.authority.Authority}. */
@NullMarked
package dev.weft.collector.authority;

import org.jspecify.annotations.NullMarked;
