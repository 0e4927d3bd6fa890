/** The latest lines of the access log, and who listens for more. */
@NullMarked
package dev.weft.collector.accesslog;

import org.jspecify.annotations.NullMarked;
