/**
 * The whole data path, {@link dev.weft.core.path.DataPath}, made of {@link
 * dev.weft.core.path.DataPathConfig} and fed with a {@link dev.weft.core.path.MeshView}. The only
 * place that knows every filter and their order.
 */
@NullMarked
package dev.weft.core.path;

import org.jspecify.annotations.NullMarked;
