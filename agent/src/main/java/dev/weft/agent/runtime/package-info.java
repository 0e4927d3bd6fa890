/** The running agent: what adapters are given, put together. */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.runtime;
