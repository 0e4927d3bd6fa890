package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.access.AccessTable;
import dev.weft.collector.access.AccessTable.Need;
import dev.weft.collector.access.Principal;
import dev.weft.collector.access.TokenException;
import dev.weft.collector.access.Tokens;
import dev.weft.collector.authority.AgentCertificate;
import dev.weft.collector.authority.Authority;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, and lets only those pass whom {@link AccessTable} lets. A certificate counts
 * before a token: an agent that has one need not show the other.
 */
public final class Gate implements DecoratingHttpServiceFunction {
  /** What agents read of a refused handshake, whose body their library does not give them. */
  public static final String REASON = "weft-reason";

  private static final String BEARER = "bearer ";

  private final boolean required;
  private final Tokens tokens;
  private final Authority authority;
  private final Consumer<String> refused;

  /**
   * @param required false: who presents nothing may do everything (loopback, {@code --insecure});
   *     what is presented is checked all the same
   * @param refused counts, told one of a few words
   */
  public Gate(boolean required, Tokens tokens, Authority authority, Consumer<String> refused) {
    this.required = required;
    this.tokens = tokens;
    this.authority = authority;
    this.refused = refused;
  }

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    Need need = AccessTable.need(request.method().name(), context.config().route().patternString());
    if (need == Need.OPEN) {
      return next.serve(context, request);
    }
    if (required && !context.sessionProtocol().isTls()) {
      refused.accept("plaintext");
      return refuse(403, "This collector speaks TLS: call it as https://");
    }
    if (need == Need.PAGE) {
      return next.serve(context, request);
    }
    Principal principal;
    try {
      principal = principal(context, request.headers().get(HttpHeaderNames.AUTHORIZATION));
    } catch (TokenException | CertificateException e) {
      refused.accept("credentials");
      // For the audit log: it names the token by its id, never by its secret.
      context.setAttr(Call.NOTE, e.getMessage());
      return refuse(401, "Not authenticated: " + e.getMessage() + ".");
    }
    if (principal == Principal.ANONYMOUS) {
      if (required) {
        refused.accept("anonymous");
        return refuse(
            401,
            "Nothing was presented: expected "
                + need.expected()
                + " (header Authorization: Bearer ...).");
      }
    } else if (!need.metBy(principal)) {
      refused.accept("role");
      principal.attach(context);
      String wrong = who(principal) + ": expected " + need.expected() + ".";
      context.setAttr(Call.NOTE, wrong);
      return refuse(403, wrong);
    }
    principal.attach(context);
    return next.serve(context, request);
  }

  /** As whom somebody came that may not do what they ask for. */
  private static String who(Principal principal) {
    return switch (principal.kind()) {
      case OPERATOR ->
          principal.name()
              + (principal.role() == null ? "" : " has role " + principal.role().word());
      case JOINING -> "This is a token for agents, of " + principal.name();
      case AGENT -> "This is an agent, " + principal.name();
      case ANONYMOUS -> principal.name();
    };
  }

  private Principal principal(ServiceRequestContext context, @Nullable String authorization)
      throws TokenException, CertificateException {
    CertificateException wrong = null;
    try {
      Principal agent = agent(context.sslSession());
      if (agent != null) {
        return agent;
      }
    } catch (CertificateException e) {
      wrong = e;
    }
    if (authorization != null) {
      if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
        throw new CertificateException("header Authorization: expected Bearer and a token");
      }
      return tokens.check(authorization.substring(BEARER.length()).trim());
    }
    if (wrong != null) {
      throw wrong;
    }
    return Principal.ANONYMOUS;
  }

  /** Checked at each request: the handshake may be long ago, or a resumed one. */
  private @Nullable Principal agent(@Nullable SSLSession session) throws CertificateException {
    Certificate[] chain;
    try {
      chain = session == null ? new Certificate[0] : session.getPeerCertificates();
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
    if (chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
      return null;
    }
    AgentCertificate certificate;
    try {
      certificate = authority.verify(new X509Certificate[] {leaf});
    } catch (CertificateException e) {
      throw new CertificateException("the certificate is refused: " + e.getMessage(), e);
    }
    if (tokens.isRevoked(certificate.tokenId())) {
      throw new CertificateException(
          "the token " + certificate.tokenId() + " by which this agent joined was revoked");
    }
    return new Principal(
        Principal.Kind.AGENT, certificate.id(), null, certificate.grant(), certificate.tokenId());
  }

  private static HttpResponse refuse(int status, String detail) {
    Answer answer = new Trouble(status, detail).answer();
    var headers =
        ResponseHeaders.builder(HttpStatus.valueOf(status))
            .contentType(answer.type())
            .set(REASON, detail);
    if (status == 401) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(answer.body()));
  }
}
