/**
 * The one connection to the collector: registration, leases, policy and endpoints, certificates,
 * counters. {@link dev.weft.agent.link.LinkMachine} decides, on one thread; the rest moves bytes.
 */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.link;
