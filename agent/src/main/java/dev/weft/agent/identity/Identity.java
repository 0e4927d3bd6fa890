package dev.weft.agent.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What this JVM proves who it is with.
 *
 * @param generation from 1, by one with each certificate
 * @param chain leaf first
 * @param id {@code spiffe://...} of the leaf
 * @param endMillis when the leaf ends: asked for at each call over mesh TLS
 */
record Identity(
    long generation, PrivateKey key, List<X509Certificate> chain, String id, long endMillis) {
  Identity {
    chain = List.copyOf(chain);
  }

  Identity(long generation, PrivateKey key, List<X509Certificate> chain, String id) {
    this(generation, key, chain, id, chain.get(0).getNotAfter().getTime());
  }

  X509Certificate leaf() {
    return chain.get(0);
  }

  boolean expired(long nowMillis) {
    return nowMillis > endMillis;
  }

  /** Names this generation to the key manager. */
  String alias() {
    return "weft-" + generation;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Identity[" + id + ", generation " + generation + "]";
  }
}
