package dev.weft.collector.api;

/** Ends a call with an error. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Trouble trouble;

  ApiException(Trouble trouble) {
    super(trouble.detail());
    this.trouble = trouble;
  }

  ApiException(int status, String detail) {
    this(new Trouble(status, detail));
  }

  Trouble trouble() {
    return trouble;
  }
}
