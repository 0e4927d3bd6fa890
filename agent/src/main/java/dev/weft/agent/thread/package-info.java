/** The agent's own threads and its timer. */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.thread;
