/**
 * Carries the context of an inbound call to the tasks that are handed over on its behalf: JDK
 * executors, the fork/join pools (and so {@code CompletableFuture}) and virtual threads.
 *
 * <p>Not to {@code new Thread(...)}: a thread that is started during a call may well serve others
 * for the rest of the JVM's life (event loops, reapers, workers of other pools), and a wrong
 * context is worse than none. The one exception is the thread per task that {@code
 * CompletableFuture} uses where there is a single processor's worth of common pool.
 */
package dev.weft.agent.context;
