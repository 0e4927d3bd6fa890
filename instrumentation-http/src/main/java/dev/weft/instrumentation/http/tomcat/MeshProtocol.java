package dev.weft.instrumentation.http.tomcat;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.juli.logging.Log;
import org.apache.tomcat.util.net.NioEndpoint;

/** The listener beside one of the application's, for mesh TLS. */
final class MeshProtocol extends Http11NioProtocol {
  private final Log log;

  MeshProtocol(Log log) {
    super(new Endpoint(log));
    this.log = log;
  }

  /** Also the prefix of its threads' names. */
  @Override
  protected String getNamePrefix() {
    return "weft-tomcat";
  }

  /** Its coming and going is no news for the application's log. */
  @Override
  protected Log getLog() {
    return log == null ? super.getLog() : log; // null: called by a constructor
  }

  private static final class Endpoint extends NioEndpoint {
    private final Log log;

    Endpoint(Log log) {
      this.log = log;
    }

    @Override
    protected Log getLogCertificate() {
      return log;
    }
  }
}
