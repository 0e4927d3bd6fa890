/** The command line: {@link dev.weft.collector.command.Weft}. */
@NullMarked
package dev.weft.collector.command;

import org.jspecify.annotations.NullMarked;
