/** The few lines that the agent says. */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.log;
