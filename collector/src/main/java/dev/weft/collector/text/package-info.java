/** Words for people: {@link dev.weft.collector.text.Near}. */
@NullMarked
package dev.weft.collector.text;

import org.jspecify.annotations.NullMarked;
