package dev.weft.collector.server;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** An installed Chromium, driven by Playwright. */
final class Chromium implements AutoCloseable {
  private static final List<String> PLACES =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private final Playwright playwright;
  final Browser browser;

  private Chromium(Path program) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    // Containers have neither; the page that is loaded is our own.
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  /** Skips the test where there is none; {@code CHROMIUM} names one at another place. */
  static Chromium start() {
    String named = System.getenv().getOrDefault("CHROMIUM", "");
    Path program =
        named.isEmpty()
            ? PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst().orElse(null)
            : Path.of(named);
    Assumptions.assumeTrue(
        program != null, "no Chromium is installed; set CHROMIUM to where it is");
    return new Chromium(program);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
