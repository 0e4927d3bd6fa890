/** Where the remaining cost goes: recordings of the JDK's Flight Recorder as flame graphs. */
@NullMarked
package dev.weft.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
