/** The agent's settings: their three spellings, their defaults, and what is wrong with them. */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.config;
