package dev.weft.policy.expression;

/** A text that is no {@link Expression}; the message says where and what was expected. */
public final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  ExpressionException(String message) {
    super(message);
  }
}
