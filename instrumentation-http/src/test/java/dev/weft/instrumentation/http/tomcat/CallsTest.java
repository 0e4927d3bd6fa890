package dev.weft.instrumentation.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.Mesh;
import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.ContextCell;
import dev.weft.core.context.TraceContext;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Tomcat whose adapter calls the hooks where weaving would. */
class CallsTest {
  @TempDir private Path directory;
  private final Tomcat tomcat = new Tomcat();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Calls calls = new Calls(mesh());
  private volatile @Nullable Refusal refusal;
  private volatile boolean leaving;
  private volatile @Nullable CallContext context;
  private int port;

  @BeforeEach
  void start() throws LifecycleException {
    tomcat.setBaseDir(directory.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("/shop", null);
    var servlet = Tomcat.addServlet(context, "all", new Servlet());
    servlet.setAsyncSupported(true);
    servlet.addMapping("/products/*");
    tomcat.init();
    connector.getProtocolHandler().setAdapter(new Hooked(connector));
    tomcat.start();
    port = connector.getLocalPort();
  }

  @AfterEach
  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void aCallIsOpenedAndClosedAroundTheServlet() throws Exception {
    HttpResponse<String> response = get("/shop/products/7?a=b");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(next()).isEqualTo("GET /shop/products/7?a=b 127.0.0.1:" + port);
    assertThat(next()).isEqualTo("servlet");
    assertThat(next()).isEqualTo("end /shop/products/*");
  }

  @Test
  void aJvmThatLeavesTellsItsCallersToComeAnotherWay() throws Exception {
    assertThat(get("/shop/products/7").headers().firstValue("Connection")).isEmpty();
    leaving = true;
    assertThat(get("/shop/products/7").headers().firstValue("Connection")).contains("close");
  }

  @Test
  void aRefusalIsAnsweredInsteadOfTheServlet() throws Exception {
    refusal = Refusal.of(Reason.UAEX, 403, 7, "not you");
    HttpResponse<String> response = get("/shop/products/7");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("x-weft-flags")).hasValue("UAEX");
    assertThat(response.body()).isEqualTo("not you");
    next();
    assertThat(next()).isEqualTo("end /shop/products/*");
    refusal = null;
    assertThat(get("/shop/products/7").statusCode()).isEqualTo(200);
  }

  /** Access logs name it for calls that no span is made of. */
  @Test
  void theRouteIsKnownWhetherACallIsTracedOrNot() throws Exception {
    for (int flags : new int[] {0, TraceContext.SAMPLED}) {
      context = new CallContext(Long.MAX_VALUE, new TraceContext(1, 2, 3, flags, null, null));
      get("/shop/products/7");
      next();
      next();
      assertThat(next()).isEqualTo("end /shop/products/*");
    }
  }

  @Test
  void anAsynchronousCallEndsWithItsAnswer() throws Exception {
    HttpResponse<String> response = get("/shop/products/later");
    assertThat(response.body()).isEqualTo("later");
    next();
    assertThat(next()).isEqualTo("servlet");
    assertThat(next()).isEqualTo("completing");
    assertThat(next()).isEqualTo("end /shop/products/*");
  }

  @Test
  void aCallThatNobodyServesEndsToo() throws Exception {
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(next()).startsWith("GET /nowhere");
    assertThat(next()).isEqualTo("end null");
  }

  private String next() throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private Mesh mesh() {
    Filter<InboundExchange> filter =
        new Filter<>() {
          @Override
          public @Nullable Refusal enter(InboundExchange x) {
            events.add(x.method() + " " + x.path() + " " + x.authority());
            x.describe();
            CallContext made = context;
            if (made != null) {
              x.context(made);
            }
            return refusal;
          }

          @Override
          public void exit(InboundExchange x) {
            events.add("end " + x.route());
          }
        };
    InboundPath inbound = new InboundPath(System::nanoTime, List.of(filter));
    ContextCell contexts = new ContextCell();
    return (Mesh)
        Proxy.newProxyInstance(
            Mesh.class.getClassLoader(),
            new Class<?>[] {Mesh.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "inbound" -> inbound;
                  case "isLeaving" -> leaving;
                  case "contexts" -> contexts;
                  default -> throw new IllegalStateException(method.getName());
                });
  }

  private final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      events.add("servlet");
      if (request.getPathInfo().equals("/later")) {
        AsyncContext async = request.startAsync();
        async.start(
            () -> {
              try {
                events.add("completing");
                response.getWriter().write("later");
                async.complete();
              } catch (IOException e) {
                events.add(e.toString());
              }
            });
      }
    }
  }

  private final class Hooked extends CoyoteAdapter {
    Hooked(Connector connector) {
      super(connector);
    }

    @Override
    public void service(Request request, Response response) throws Exception {
      TomcatExchange exchange = calls.begin(request, response);
      try {
        super.service(request, response);
      } finally {
        calls.end(exchange, null);
      }
    }

    @Override
    protected boolean postParseRequest(
        Request request,
        org.apache.catalina.connector.Request servlet,
        Response response,
        org.apache.catalina.connector.Response answer)
        throws IOException, ServletException {
      boolean parsed = super.postParseRequest(request, servlet, response, answer);
      Object instead = calls.parsed(parsed, request, servlet);
      return instead == null ? parsed : (Boolean) instead;
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status)
        throws Exception {
      TomcatExchange exchange = calls.again(request);
      try {
        return super.asyncDispatch(request, response, status);
      } finally {
        calls.end(exchange, null);
      }
    }
  }
}
