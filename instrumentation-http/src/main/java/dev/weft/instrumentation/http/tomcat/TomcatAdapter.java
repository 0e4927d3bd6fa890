package dev.weft.instrumentation.http.tomcat;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Adapter.Requirement;
import dev.weft.bootstrap.HookPoint;
import java.util.List;

/** Tomcat 10.1 and 11, embedded or standalone. */
public final class TomcatAdapter {
  static final String NAME = "tomcat";
  static final String SERVICE = "service";
  static final String PARSED = "parsed";
  static final String DISPATCH = "dispatch";
  static final String RECYCLED = "recycled";
  static final String STARTED = "started";
  static final String PAUSE = "pause";
  static final String RESUME = "resume";
  static final String STOP = "stop";
  static final String TLS_SESSION = "tls-session";
  static final String TLS_ATTRIBUTES = "tls-attributes";
  static final String LOCAL_PORT = "local-port";
  static final String CONNECTION = "connection";

  static final String TLS_SUPPORT = "org.apache.tomcat.util.net.jsse.JSSESupport";

  private static final String COYOTE_ADAPTER = "org.apache.catalina.connector.CoyoteAdapter";
  private static final String REQUEST = "org.apache.catalina.connector.Request";
  private static final String PROTOCOL = "org.apache.coyote.AbstractProtocol";
  private static final String PROCESSOR = "org.apache.coyote.AbstractProcessor";
  private static final String PAIR = "Lorg/apache/coyote/Request;Lorg/apache/coyote/Response;";

  private TomcatAdapter() {}

  public static Adapter adapter() {
    return new Adapter(
        NAME,
        List.of("listen", "context", "trace", "authorize", "mtls"),
        List.of(
            HookPoint.around(COYOTE_ADAPTER, "service", "(" + PAIR + ")V", SERVICE),
            HookPoint.result(
                COYOTE_ADAPTER,
                "postParseRequest",
                "(Lorg/apache/coyote/Request;Lorg/apache/catalina/connector/Request;"
                    + "Lorg/apache/coyote/Response;Lorg/apache/catalina/connector/Response;)Z",
                PARSED),
            HookPoint.around(
                COYOTE_ADAPTER,
                "asyncDispatch",
                "(" + PAIR + "Lorg/apache/tomcat/util/net/SocketEvent;)Z",
                DISPATCH),
            HookPoint.enter(COYOTE_ADAPTER, "checkRecycled", "(" + PAIR + ")V", RECYCLED),
            HookPoint.exit(PROTOCOL, "start", "()V", STARTED),
            HookPoint.enter(PROTOCOL, "pause", "()V", PAUSE),
            HookPoint.enter(PROTOCOL, "resume", "()V", RESUME),
            HookPoint.enter(PROTOCOL, "stop", "()V", STOP),
            HookPoint.enter(
                PROCESSOR,
                "setSslSupport",
                "(Lorg/apache/tomcat/util/net/SSLSupport;)V",
                TLS_SESSION),
            HookPoint.replace(PROCESSOR, "populateSslRequestAttributes", "()V", TLS_ATTRIBUTES),
            HookPoint.replace(
                "org.apache.coyote.http11.Http11Processor",
                "sslReHandShake",
                "()V",
                TLS_ATTRIBUTES),
            HookPoint.result(REQUEST, "getLocalPort", "()I", LOCAL_PORT),
            HookPoint.result(
                    REQUEST,
                    "getServletConnection",
                    "()Ljakarta/servlet/ServletConnection;",
                    CONNECTION)
                .ifPresent()),
        List.of(
            new Requirement(TLS_SUPPORT, "session", "Ljavax/net/ssl/SSLSession;"),
            new Requirement(
                "org.apache.tomcat.util.net.SSLHostConfigCertificate",
                "setSslContext",
                "(Lorg/apache/tomcat/util/net/SSLContext;)V")),
        List.of(),
        "dev.weft.instrumentation.http.tomcat.TomcatHooks");
  }
}
