/**
 * A chain of three small Spring Boot applications, each the same program: {@link
 * dev.weft.benchmarks.apps.chain.ChainApplication}. They know nothing of who measures them.
 */
package dev.weft.benchmarks.apps.chain;
