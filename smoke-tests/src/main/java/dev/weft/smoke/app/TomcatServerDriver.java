package dev.weft.smoke.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http2.Http2Protocol;

/** Embedded Tomcat: one in a JVM, with a connector for each server that is started. */
public final class TomcatServerDriver implements ServerDriver {
  private static final String RESPONSE = "the container's response";

  /** With two connectors, as an application would have it. */
  private static Tomcat tomcat;

  private static int connectors;

  @Override
  public Running start(int port, Behaviour behaviour) throws Exception {
    synchronized (TomcatServerDriver.class) {
      Connector connector = new Connector();
      connector.setPort(port);
      connector.setProperty("address", "127.0.0.1");
      connector.addUpgradeProtocol(new Http2Protocol());
      connector.setProperty("maxKeepAliveRequests", "-1");
      connector.addUpgradeProtocol(new Http2Protocol());
      connector.setProperty("useVirtualThreads", System.getProperty("virtual", "false"));
      if (tomcat == null) {
        tomcat = create(behaviour);
        tomcat.setConnector(connector);
        tomcat.start();
      } else {
        tomcat.getService().addConnector(connector);
      }
      connectors++;
      return new Running() {
        @Override
        public int port() {
          return connector.getLocalPort();
        }

        @Override
        public void stop() throws Exception {
          end(connector);
        }
      };
    }
  }

  private static void end(Connector connector) throws Exception {
    synchronized (TomcatServerDriver.class) {
      if (connector.getState().isAvailable()) {
        connector.stop();
        connector.destroy();
        if (--connectors == 0) {
          tomcat.stop();
          tomcat.destroy();
        }
      }
    }
  }

  private static Tomcat create(Behaviour behaviour) throws IOException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat-").toString());
    Context context = tomcat.addContext("", null);
    context.getPipeline().addValve(new Expose());
    Wrapper servlet = Tomcat.addServlet(context, "all", new Servlet(behaviour));
    servlet.setAsyncSupported(true);
    servlet.addMapping("/*");
    return tomcat;
  }

  /** The servlet API has no means to drop a connection. */
  private static final class Expose extends ValveBase {
    Expose() {
      super(true);
    }

    @Override
    public void invoke(org.apache.catalina.connector.Request request, Response response)
        throws IOException, ServletException {
      request.setAttribute(RESPONSE, response);
      getNext().invoke(request, response);
    }
  }

  static final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Behaviour behaviour;
    private final transient ExecutorService workers = Executors.newCachedThreadPool();

    Servlet(Behaviour behaviour) {
      this.behaviour = behaviour;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if (request.getParameter("dispatch") != null
          && request.getDispatcherType() == DispatcherType.REQUEST) {
        AsyncContext async = request.startAsync();
        workers.execute(async::dispatch);
        return;
      }
      try {
        behaviour.handle(new Served(request, response, workers));
      } catch (IOException | RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new ServletException(failure);
      }
    }

    @Override
    public void destroy() {
      workers.shutdown();
    }
  }

  private record Served(
      HttpServletRequest request, HttpServletResponse response, ExecutorService workers)
      implements ServerDriver.Request {
    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String uri() {
      String query = request.getQueryString();
      return request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>();
      for (String name : Collections.list(request.getHeaderNames())) {
        headers.put(
            name.toLowerCase(Locale.ROOT),
            String.join(",", Collections.list(request.getHeaders(name))));
      }
      return headers;
    }

    @Override
    public byte[] body() throws IOException {
      return request.getInputStream().readAllBytes();
    }

    @Override
    public String scheme() {
      return request.getScheme();
    }

    /** By every way that an application has to find out. */
    @Override
    public boolean secure() {
      return request.isSecure()
          || request.getServletConnection().isSecure()
          || request.getRequestURL().toString().startsWith("https")
          || request.getAttribute("jakarta.servlet.request.X509Certificate") != null
          || request.getAttribute("jakarta.servlet.request.cipher_suite") != null
          || Collections.list(request.getAttributeNames()).stream()
              .anyMatch(name -> name.contains("ssl"));
    }

    @Override
    public String protocol() {
      return request.getProtocol();
    }

    @Override
    public int localPort() {
      return request.getLocalPort();
    }

    @Override
    public int remotePort() {
      return request.getRemotePort();
    }

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
      response.setStatus(status);
      headers.forEach(response::setHeader);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.flushBuffer();
    }

    @Override
    public void begin(int length) throws IOException {
      if (length > 0) {
        response.setContentLength(length);
      }
      response.flushBuffer();
    }

    @Override
    public void more(String text) throws IOException {
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      response.flushBuffer();
    }

    @Override
    public void end() throws IOException {
      response.getOutputStream().close();
    }

    @Override
    public void drop() {
      Response container = (Response) request.getAttribute(RESPONSE);
      container.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
    }

    @Override
    public void later(Rest rest) {
      AsyncContext async = request.startAsync();
      workers.execute(
          () -> {
            try {
              rest.run();
            } catch (Exception failure) {
              drop();
            } finally {
              async.complete();
            }
          });
    }
  }
}
