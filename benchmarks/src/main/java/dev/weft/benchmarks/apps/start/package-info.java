/**
 * Small ordinary programs whose start is measured, and an agent that does nothing. They know
 * nothing of who measures them.
 */
@NullMarked
package dev.weft.benchmarks.apps.start;

import org.jspecify.annotations.NullMarked;
