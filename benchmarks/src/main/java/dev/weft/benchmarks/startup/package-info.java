/**
 * What an agent costs before a program does its work: wall and CPU to start, classes, memory.
 * {@link dev.weft.benchmarks.startup.StartupSuite} measures, {@link
 * dev.weft.benchmarks.startup.StartupOptions} says what.
 */
@NullMarked
package dev.weft.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
