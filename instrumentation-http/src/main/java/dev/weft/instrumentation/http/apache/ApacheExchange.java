package dev.weft.instrumentation.http.apache;

import dev.weft.core.Mesh;
import dev.weft.core.call.Attempt;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Replay;
import dev.weft.core.call.RequestEdits;
import java.net.URISyntaxException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** A call as it arrives at our element, and the request prepared for its current attempt. */
final class ApacheExchange extends OutboundExchange {
  private final ClassicHttpRequest request;
  private final ExecChain.Scope scope;
  private final ExecChain chain;
  private ClassicHttpRequest prepared;
  private boolean proceeded;
  private @Nullable String authority;

  // Guarded by this: an abort comes from a timer.
  private @Nullable Attempt abortable;
  private boolean aborted;

  ApacheExchange(Mesh mesh, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
    super(mesh.outbound());
    this.request = request;
    this.scope = scope;
    this.chain = chain;
    this.prepared = request;
  }

  ExecChain.Scope scope() {
    return scope;
  }

  ClassicHttpResponse proceed(ExecChain.Scope where) throws java.io.IOException, HttpException {
    Attempt again = proceeded ? current() : null;
    if (again != null) {
      edit(again, again.edits()); // without what the elements behind us added before
    }
    proceeded = true;
    return chain.proceed(prepared, where);
  }

  synchronized void begin(Attempt attempt) {
    abortable = attempt;
    aborted = false;
  }

  synchronized boolean aborted() {
    return aborted;
  }

  /** The runtime is the same for all attempts, so a late abort must not meet the next one. */
  synchronized void abort(Attempt attempt) {
    if (abortable == attempt) {
      aborted = true;
      scope.execRuntime.discardEndpoint();
    }
  }

  /** The application may give the request up and never touch its response again. */
  void endWhenCancelled() {
    if (scope.originalRequest instanceof CancellableDependency cancellable) {
      cancellable.setDependency(
          () -> {
            ended();
            scope.execRuntime.discardEndpoint();
            return true;
          });
    }
  }

  /** The response belongs to the application and has ended; nothing is to be aborted any more. */
  void ended() {
    synchronized (this) {
      abortable = null;
    }
    close();
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String authority() {
    String known = authority;
    if (known == null) {
      URIAuthority written = request.getAuthority();
      known =
          written.getPort() < 0
              ? written.getHostName()
              : written.getHostName() + ":" + written.getPort();
      authority = known;
    }
    return known;
  }

  @Override
  public String path() {
    String path = request.getPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  @Override
  public String scheme() {
    return scope.route.getTargetHost().getSchemeName();
  }

  @Override
  public @Nullable String header(String name) {
    Header first = request.getFirstHeader(name);
    if (first == null || request.countHeaders(name) == 1) {
      return first == null ? null : first.getValue();
    }
    StringBuilder joined = new StringBuilder();
    for (Header each : request.getHeaders(name)) {
      joined.append(joined.length() == 0 ? "" : ",").append(each.getValue());
    }
    return joined.toString();
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public Replay replay() {
    if (scope.execRuntime.isExecutionAborted()) {
      return Replay.NEVER; // the application has cancelled it
    }
    HttpEntity entity = request.getEntity();
    return entity == null || entity.isRepeatable() ? Replay.ALWAYS : Replay.UNTIL_SENT;
  }

  /** Whether sending it twice does no harm, by the method's definition. */
  boolean harmless() {
    return replay() == Replay.ALWAYS && Method.isIdempotent(request.getMethod());
  }

  @Override
  public void edit(Attempt attempt, RequestEdits edits) {
    if (attempt.endpoint() == null) {
      apply(request, edits); // there is one attempt only, and a proxy needs the request as it is
      return;
    }
    String path = edits.path();
    // A fresh one also loses the absolute form that was meant for a proxy.
    ClassicHttpRequest copy =
        // Without a host, whose place is taken below: the constructor without it parses the path.
        new BasicClassicHttpRequest(
            request.getMethod(), (HttpHost) null, path == null ? path() : path);
    copy.setScheme(request.getScheme());
    copy.setAuthority(request.getAuthority());
    copy.setVersion(request.getVersion());
    copy.setHeaders(request.getHeaders());
    copy.setEntity(request.getEntity());
    if (scope.route.getProxyHost() != null) {
      copy.removeHeaders(HttpHeaders.PROXY_AUTHORIZATION);
    }
    String authority = edits.authority();
    if (authority != null) {
      copy.setAuthority(parse(authority));
      copy.setHeader(HttpHeaders.HOST, authority);
    }
    apply(copy, edits);
    prepared = copy;
    proceeded = false;
  }

  private static void apply(ClassicHttpRequest to, RequestEdits edits) {
    for (String name : edits.removed()) {
      to.removeHeaders(name);
    }
    edits.forEachSet(to::setHeader);
    edits.forEachAdded(to::addHeader);
  }

  private static URIAuthority parse(String authority) {
    try {
      return URIAuthority.create(authority);
    } catch (URISyntaxException e) {
      return new URIAuthority(authority); // the header says it as the policy does
    }
  }
}
