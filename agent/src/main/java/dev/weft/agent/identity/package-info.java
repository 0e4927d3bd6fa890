/**
 * The identity of this JVM in the mesh: its key and certificate, the TLS contexts that use them,
 * and the check of every peer. Knows nothing of the link; that one drives it.
 */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.identity;
