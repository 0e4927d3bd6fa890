/**
 * Whether mesh TLS is spoken, {@link dev.weft.core.identity.IdentityFilter}, and the mesh's own TLS
 * as adapters use it, {@link dev.weft.core.identity.MeshTls}.
 */
@NullMarked
package dev.weft.core.identity;

import org.jspecify.annotations.NullMarked;
