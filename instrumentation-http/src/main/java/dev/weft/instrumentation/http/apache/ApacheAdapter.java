package dev.weft.instrumentation.http.apache;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Adapter.Requirement;
import dev.weft.bootstrap.HookPoint;
import java.util.List;

/** Apache HttpClient 5, classic API, 5.0 to 5.6. */
public final class ApacheAdapter {
  static final String NAME = "apache-httpclient5";
  static final String BUILD = "build";
  static final String RETRY = "retry";
  static final String SOCKET_FACTORIES = "socket-factories";
  static final String TLS_STRATEGIES = "tls-strategies";

  private static final String CLIENT = "org.apache.hc.client5.http.";
  private static final String OPERATOR = CLIENT + "impl.io.DefaultHttpClientConnectionOperator";
  private static final String LOOKUP = "Lorg/apache/hc/core5/http/config/Lookup;";
  private static final String PORTS = "Lorg/apache/hc/client5/http/SchemePortResolver;";
  private static final String DNS = "Lorg/apache/hc/client5/http/DnsResolver;";

  private ApacheAdapter() {}

  public static Adapter adapter() {
    return new Adapter(
        NAME,
        List.of("route", "headers", "retry", "timeout", "fault", "mtls", "trace"),
        List.of(
            HookPoint.enter(
                CLIENT + "impl.classic.HttpClientBuilder",
                "build",
                "()Lorg/apache/hc/client5/http/impl/classic/CloseableHttpClient;",
                BUILD),
            HookPoint.argument(
                CLIENT + "impl.classic.HttpRequestRetryExec",
                "<init>",
                "(Lorg/apache/hc/client5/http/HttpRequestRetryStrategy;)V",
                0,
                RETRY),
            // Up to 5.3; in later versions this constructor leads to the other one.
            HookPoint.argument(
                    OPERATOR, "<init>", "(" + LOOKUP + PORTS + DNS + ")V", 0, SOCKET_FACTORIES)
                .ifPresent(),
            // Since 5.4.
            HookPoint.argument(
                    OPERATOR,
                    "<init>",
                    "(Lorg/apache/hc/client5/http/io/DetachedSocketFactory;"
                        + PORTS
                        + DNS
                        + LOOKUP
                        + ")V",
                    3,
                    TLS_STRATEGIES)
                .ifPresent()),
        List.of(
            new Requirement(
                CLIENT + "impl.classic.HttpClientBuilder", "addExecInterceptorBefore", ""),
            new Requirement(CLIENT + "classic.ExecChain$Scope", "<init>", "")),
        List.of(),
        "dev.weft.instrumentation.http.apache.ApacheHooks");
  }
}
