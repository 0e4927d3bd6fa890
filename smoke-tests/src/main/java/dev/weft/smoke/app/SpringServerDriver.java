package dev.weft.smoke.app;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A Spring Boot application on its Tomcat, with {@code server.shutdown=graceful}: told to end, it
 * stops accepting and waits for what is being served.
 */
public final class SpringServerDriver implements ServerDriver {
  @Override
  public Running start(int port, Behaviour behaviour) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setDefaultProperties(
        Map.of(
            "server.address",
            "127.0.0.1",
            "server.port",
            port,
            "server.shutdown",
            "graceful",
            "spring.lifecycle.timeout-per-shutdown-phase",
            "20s",
            "spring.main.banner-mode",
            "off"));
    application.addInitializers(
        context ->
            context
                .getBeanFactory()
                .registerSingleton("all", servlet(new TomcatServerDriver.Servlet(behaviour))));
    ConfigurableApplicationContext context = application.run();
    int local = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return new Running() {
      @Override
      public int port() {
        return local;
      }

      @Override
      public void stop() {
        context.close();
      }
    };
  }

  private static ServletRegistrationBean<TomcatServerDriver.Servlet> servlet(
      TomcatServerDriver.Servlet servlet) {
    ServletRegistrationBean<TomcatServerDriver.Servlet> all =
        new ServletRegistrationBean<>(servlet, "/*");
    all.setAsyncSupported(true);
    return all;
  }

  /** Of the user's, with nothing of its own. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
