/** Small files that survive a restart, readable by their owner only. */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.store;
