/** The page that the collector serves to browsers. Entry: {@link dev.weft.collector.page.Page}. */
@NullMarked
package dev.weft.collector.page;

import org.jspecify.annotations.NullMarked;
