package dev.weft.benchmarks.apps;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Embedded Tomcat with one servlet, answering from memory. */
public final class TomcatServer {
  private TomcatServer() {}

  public static void main(String... args) throws Exception {
    Arguments arguments = new Arguments(args);
    Connector connector = new Connector();
    connector.setPort(arguments.number("--port"));
    connector.setProperty("address", "127.0.0.1");
    // Connections are kept as in the other workloads, not ended after 100 requests.
    connector.setProperty("maxKeepAliveRequests", "-1");
    Tls tls = Tls.of(arguments);
    if (tls != null) {
      secure(connector, tls);
    }
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createDirectories(Path.of("tomcat")).toString());
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "all", new Answers()).addMapping("/*");
    tomcat.setConnector(connector);
    tomcat.start();
    Control.serve();
  }

  private static void secure(Connector connector, Tls tls) {
    String file = tls.file().toString();
    SSLHostConfig host = new SSLHostConfig();
    host.setProtocols("TLSv1.3");
    host.setCertificateVerification("required");
    host.setTruststoreFile(file);
    host.setTruststorePassword(Tls.PASSWORD);
    host.setTruststoreType("PKCS12");
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateKeystoreFile(file);
    certificate.setCertificateKeystorePassword(Tls.PASSWORD);
    certificate.setCertificateKeystoreType("PKCS12");
    host.addCertificate(certificate);
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    connector.addSslHostConfig(host);
  }

  private static final class Answers extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = Bodies.of(request.getRequestURI());
      if (body == null) {
        response.setStatus(404);
        return;
      }
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
