package dev.weft.policy.compiled;

import dev.weft.policy.document.DocumentKey;

/** A document that cannot take effect; the message says where and why. */
public final class PolicyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient DocumentKey document;

  public PolicyRefusedException(DocumentKey document, String message) {
    super(message);
    this.document = document;
  }

  public DocumentKey document() {
    return document;
  }
}
