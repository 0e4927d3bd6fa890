/** The mesh through the bad days of its parts: stops, crashes, and operators who switch it off. */
package dev.weft.smoke.survival;
