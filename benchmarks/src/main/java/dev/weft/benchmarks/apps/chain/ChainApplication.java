package dev.weft.benchmarks.apps.chain;

import dev.weft.benchmarks.apps.Control;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An ordinary Spring Boot application on Tomcat: {@code --port 8080}, {@code --next http://b:8080}
 * (default: none, it is the last of the chain).
 */
@SpringBootApplication
public class ChainApplication {
  public static void main(String[] args) throws IOException {
    SpringApplication application = new SpringApplication(ChainApplication.class);
    application.setDefaultProperties(
        Map.of(
            "server.address", "127.0.0.1",
            "server.port", "${port}",
            // What Spring Boot takes by itself where no other client is on the class path.
            "spring.http.clients.imperative.factory", "jdk",
            "spring.main.banner-mode", "off"));
    application.run(joined(args));
    Control.serve();
  }

  /** Spring wants {@code --port=8080}; {@code --port 8080} is as good. */
  static String[] joined(String... args) {
    return String.join(" ", args).replaceAll("(--[^ =]+) (?!--)", "$1=").split(" ");
  }
}
