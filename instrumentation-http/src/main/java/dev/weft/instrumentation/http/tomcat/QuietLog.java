package dev.weft.instrumentation.http.tomcat;

import org.apache.juli.logging.Log;

/**
 * The library's own log without what is below a warning. A class and no proxy, as each request asks
 * several times whether something is to be logged.
 */
final class QuietLog implements Log {
  private final Log log;

  QuietLog(Log log) {
    this.log = log;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public void trace(Object message) {}

  @Override
  public void trace(Object message, Throwable cause) {}

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public void debug(Object message) {}

  @Override
  public void debug(Object message, Throwable cause) {}

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public void info(Object message) {}

  @Override
  public void info(Object message, Throwable cause) {}

  @Override
  public boolean isWarnEnabled() {
    return log.isWarnEnabled();
  }

  @Override
  public void warn(Object message) {
    log.warn(message);
  }

  @Override
  public void warn(Object message, Throwable cause) {
    log.warn(message, cause);
  }

  @Override
  public boolean isErrorEnabled() {
    return log.isErrorEnabled();
  }

  @Override
  public void error(Object message) {
    log.error(message);
  }

  @Override
  public void error(Object message, Throwable cause) {
    log.error(message, cause);
  }

  @Override
  public boolean isFatalEnabled() {
    return log.isFatalEnabled();
  }

  @Override
  public void fatal(Object message) {
    log.fatal(message);
  }

  @Override
  public void fatal(Object message, Throwable cause) {
    log.fatal(message, cause);
  }
}
