package bookinfo;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Starts an embedded Tomcat with one servlet. */
final class Web {
  private Web() {}

  static void serve(int port, String path, HttpServlet servlet)
      throws IOException, LifecycleException {
    Path base = Files.createTempDirectory("bookinfo");
    base.toFile().deleteOnExit();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    Connector connector = new Connector();
    connector.setPort(port);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "service", servlet).addMapping(path);
    tomcat.start();
    tomcat.getServer().await();
  }
}
