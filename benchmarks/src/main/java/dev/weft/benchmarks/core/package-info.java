/**
 * What the core costs a call, by JMH: filters alone, whole paths, and how the cost grows with
 * hosts, routes, endpoints, threads and open calls.
 */
@NullMarked
package dev.weft.benchmarks.core;

import org.jspecify.annotations.NullMarked;
