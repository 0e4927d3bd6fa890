package dev.weft.bootstrap;

/** Carries a throwable that belongs to the application through a hook; the bridge rethrows it. */
public final class ToApplication extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ToApplication(Throwable throwable) {
    super(null, throwable, false, false);
  }
}
