/**
 * Ejection of endpoints that fail: {@link dev.weft.core.outlier.OutlierFilter} counts, {@link
 * dev.weft.core.outlier.Outliers} decides.
 */
@NullMarked
package dev.weft.core.outlier;

import org.jspecify.annotations.NullMarked;
