package dev.weft.collector.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every view of the page in a real browser, on a mesh that has something failing. */
class PageInBrowserTest {
  /** For a machine that does other things, too. */
  private static final double PATIENCE_MILLIS = 20_000;

  @TempDir static Path folder;

  private static Chromium chromium;
  private static TestCollector collector;
  private static SampleMesh mesh;

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    collector = TestCollector.patient(folder);
    TestCollector.tree(
        collector.post(
            "/v1/policies",
            TestCollector.route("reviews", "v1")
                + "  - route: [{destination: {host: nowhere}}]\n"));
    mesh = new SampleMesh(collector);
    Patience.until(() -> collector.get("/v1/graph").body().contains("a3/details"));
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
      collector.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    use(new Browser.NewContextOptions().setViewportSize(1280, 800));
  }

  private void use(Browser.NewContextOptions options) {
    if (context != null) {
      context.close();
    }
    context = chromium.browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    // Refused by the page's own policy, failed to load, or thrown: all of it is a fault of ours.
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onDialog(dialog -> complaints.add("dialog: " + dialog.message()));
  }

  @AfterEach
  void nothingWasComplainedOf() {
    context.close();
    assertThat(complaints).isEmpty();
  }

  private void go(String view) {
    page.navigate(collector.uri("/") + "#/" + view);
  }

  private Locator card(String service) {
    return page.locator("g.card", new Page.LocatorOptions().setHasText(service));
  }

  private Locator heading(String words) {
    return page.getByRole(
        AriaRole.HEADING, new Page.GetByRoleOptions().setName(words).setExact(true));
  }

  private Locator button(String words) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words));
  }

  @Test
  void theGraphShowsWhoCallsWhomAndWhatFails() {
    go("");
    assertThat(card("details")).hasClass(Pattern.compile("\\bbad\\b"));
    assertThat(card("details").locator(".dot.bad")).hasCount(1);
    assertThat(card("reviews")).containsText("v1 80 %");
    assertThat(card("reviews").locator(".dot.out")).hasCount(1);
    Locator ejecting = page.locator("g.label[aria-label*='1 ejected']");
    assertThat(ejecting).hasAttribute("aria-label", Pattern.compile("^productpage calls reviews"));
    ejecting.click();
    assertThat(page.locator(".panel")).containsText("after 5 errors in a row");
    page.keyboard().press("Escape");
    Locator label = page.locator("g.label", new Page.LocatorOptions().setHasText("25 %"));
    assertThat(label).hasAttribute("aria-label", Pattern.compile("productpage calls details.*TLS"));
    label.click();
    Locator panel = page.locator(".panel");
    assertThat(panel).containsText("mutual TLS");
    assertThat(panel).containsText("503");
    assertThat(panel).containsText("UF");
    page.keyboard().press("Escape");
    assertThat(panel).hasCount(0);
  }

  @Test
  void theGraphIsUsableByKeyboardAlone() {
    go("");
    card("details").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator(".panel h2")).hasText("details");
    assertThat(page.locator(".panel")).containsText("a3/details");
    page.keyboard().press("Escape");
    page.getByPlaceholder("Find a service").fill("ratin");
    page.keyboard().press("Enter");
    assertThat(page.locator(".panel h2")).hasText("ratings");
    assertThat(card("details")).hasClass(Pattern.compile("\\bdim\\b"));
  }

  @Test
  void theGraphIsATableToo() {
    go("");
    button("Table").click();
    assertThat(page.locator("tbody tr")).hasCount(4);
    assertThat(page.locator("tbody tr").first()).containsText("details");
    page.locator("tbody a", new Page.LocatorOptions().setHasText("details")).click();
    assertThat(heading("details")).isVisible();
  }

  @Test
  void aServiceHasItsSignalsInstancesPolicyAndLibraries() {
    go("services");
    page.locator("td a", new Page.LocatorOptions().setHasText("details")).click();
    assertThat(heading("details")).isVisible();
    assertThat(page.locator(".plot canvas")).hasCount(3);
    assertThat(page.locator("table", new Page.LocatorOptions().setHasText("127.0.0.1:9083")))
        .containsText("100 % errors");
    assertThat(page.getByText(Pattern.compile("^Applied \\d of 2"))).isVisible();
    go("services/default/reviews");
    assertThat(page.locator("table", new Page.LocatorOptions().setHasText("127.0.0.1:9084")))
        .containsText("by productpage after 5 errors in a row, tried again in");
    go("services/default/ratings");
    assertThat(page.getByText("tomcat")).isVisible();
    assertThat(page.getByText("drain")).isVisible();
  }

  @Test
  void aTraceIsFoundAndShowsItsRetryAndWhereItWent() {
    go("traces");
    page.locator(".found a").first().click();
    Locator rows = page.locator(".span-row");
    assertThat(rows).hasCount(3);
    assertThat(rows.nth(1)).containsText("UF");
    assertThat(rows.nth(1)).containsText("ConnectException");
    assertThat(rows.nth(2)).containsText("attempt 2");
    rows.nth(0).focus();
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    Locator detail = page.locator(".detail");
    assertThat(detail).containsText("details[0]");
    assertThat(detail).containsText("connect failure");
    assertThat(page.locator("a", new Page.LocatorOptions().setHasText("Open in jaeger.example")))
        .hasAttribute("href", "http://jaeger.example:16686/trace/" + SampleMesh.TRACE);
    go("traces?service=productpage&min=1h");
    assertThat(page.getByText("No trace fits")).isVisible();
  }

  @Test
  void whatAgentsSendIsTextAndNothingElse() {
    go("services/default/ratings");
    assertThat(page.getByText(SampleMesh.HOSTILE).first()).isVisible();
    go("traces/" + SampleMesh.TRACE);
    page.locator(".span-row").nth(1).click();
    assertThat(page.locator(".detail")).containsText(SampleMesh.HOSTILE);
    go("");
    assertThat(card("ratings")).isVisible();
    assertThat(page.locator("main img")).hasCount(0);
  }

  @Test
  void aPolicyIsCheckedWhileOneTypesAppliedAndRolledBack() {
    go("policies");
    page.locator("td a", new Page.LocatorOptions().setHasText("reviews")).click();
    assertThat(page.locator(".conditions")).containsText("nowhere");
    Locator text = page.locator("textarea");
    assertThat(text).hasValue(Pattern.compile("hosts:"));
    String before = text.inputValue();
    assertThat(before).doesNotContain("resourceVersion");

    text.fill(before.replace("hosts:", "hostz:"));
    assertThat(page.locator(".verdict")).containsText("Not valid");
    assertThat(page.locator(".problems")).containsText("spec.hostz");
    assertThat(button("Apply")).isDisabled();
    // Chromium itself notes each refusal.
    complaints.removeIf(line -> line.contains("status of 400"));
    text.fill(before.replace("subset: v1", "subset: v2"));
    assertThat(page.locator(".verdict .badge.good")).hasText("Valid");
    button("Apply").click();
    assertThat(page.locator(".verdict")).containsText("configured");
    assertThat(page.locator(".diff .added").first()).containsText("subset: v2");

    button("Roll back").first().click();
    button("Really roll back").click();
    assertThat(page.locator(".history")).containsText("restores");
    assertThat(text).hasValue(Pattern.compile("subset: v1"));
  }

  @Test
  void theHistoryIsReadPageByPage() {
    for (int i = 0; i < 23; i++) {
      collector.post("/v1/policies", TestCollector.route("ratings", "v" + i));
    }
    go("policies/VirtualService/default/ratings");
    Locator versions = page.locator(".history li");
    assertThat(versions).hasCount(20);
    button("Older versions").click();
    assertThat(versions).hasCount(23);
    assertThat(versions.last()).containsText("created");
    assertThat(button("Older versions")).hasCount(0);
    collector.delete("/v1/policies/virtualservices/default/ratings");
  }

  @Test
  void aNewPolicyIsMadeAndRemoved() {
    go("policies/new");
    Locator text = page.locator("textarea");
    text.fill(text.inputValue().replace("reviews", "details"));
    assertThat(page.locator(".verdict .badge.good")).hasText("Valid");
    page.keyboard().press("Control+Enter");
    assertThat(heading("details")).isVisible();
    button("Remove").click();
    button("Really remove").click();
    assertThat(heading("Policies")).isVisible();
    assertThat(page.locator("tbody tr")).hasCount(1);
    complaints.removeIf(line -> line.contains("status of 404"));
  }

  @Test
  void whatChangesAppearsAsItHappens() {
    go("events");
    assertThat(page.locator(".live.is-live")).isVisible();
    assertThat(page.getByText("Nothing has changed yet")).isVisible();
    assertThat(page.locator(".live")).hasText("Live");
    collector.post("/v1/policies", TestCollector.route("ratings", "v1"));
    assertThat(page.locator(".events li").first()).isVisible();
    assertThat(page.locator("ol.events")).containsText("Policy");
    collector.delete("/v1/policies/virtualservices/default/ratings");
  }

  @Test
  void coloursFollowTheSystemAndTheToggle() {
    use(new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK));
    go("");
    String ground = "getComputedStyle(document.body).backgroundColor";
    assertThat(card("details")).isVisible();
    assertThat(page.evaluate(ground)).isEqualTo("rgb(18, 20, 22)");
    page.locator("button.theme").click();
    assertThat(page.evaluate(ground)).isEqualTo("rgb(247, 247, 245)");
  }

  @Test
  void nothingIsWiderThanAPhone() {
    use(new Browser.NewContextOptions().setViewportSize(390, 844));
    for (String view :
        List.of(
            "",
            "services",
            "services/default/reviews",
            "traces",
            "traces/" + SampleMesh.TRACE,
            "policies",
            "policies/VirtualService/default/reviews",
            "events")) {
      go(view);
      assertThat(page.locator(".loading, .boot")).hasCount(0);
      assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
          .as(view)
          .isLessThanOrEqualTo(0);
    }
  }

  @Test
  void aLargeMeshIsDrawnAndSearched() {
    page.route("**/v1/graph?*", route -> route.fulfill(LargeMesh.answer()));
    go("");
    assertThat(page.locator("g.card")).hasCount(LargeMesh.SERVICES);
    assertThat(page.locator("g.edge")).hasCount(LargeMesh.CONNECTIONS);
    page.getByPlaceholder("Find a service").fill("service-42");
    page.keyboard().press("Enter");
    assertThat(page.locator(".panel h2")).hasText("service-42");
    Object millis =
        page.evaluate(
            "async () => { const {layout} = await import(document.querySelector('script[src$=\"app.js\"]').src"
                + ".replace('app.js', 'layout.js'));"
                + " const graph = await (await fetch('/v1/graph?window=60')).json();"
                + " const nodes = graph.nodes.map((n) => ({id: n.id, width: 120, height: 30}));"
                + " const began = performance.now(); layout(nodes, graph.edges, {columns: 9});"
                + " return performance.now() - began; }");
    System.out.println("layout of the large mesh: " + millis + " ms");
  }

  /** All that the first view loads; the data beside. Twice as many would be felt. */
  private static final int FILES = 18;

  private static final int FIRST_BYTES = 48_000;

  @Test
  void theFirstViewIsFewRequestsAndFewBytes() {
    go("");
    assertThat(card("details")).isVisible();
    String files = "performance.getEntriesByType('resource').filter(e => e.name.includes('/ui/'))";
    assertThat((Integer) page.evaluate(files + ".length")).isEqualTo(FILES);
    int bytes = (Integer) page.evaluate(files + ".reduce((sum, e) => sum + e.encodedBodySize, 0)");
    System.out.println("the first view: " + FILES + " files, " + bytes + " bytes as sent");
    assertThat(bytes).isLessThan(FIRST_BYTES);
    // The data is asked for before the page's own modules have run, and once.
    String data = "performance.getEntriesByType('resource').filter(e => e.name.includes('graph?'))";
    assertThat((Integer) page.evaluate(data + ".length")).isEqualTo(1);
  }

  @Test
  void theFirstPaintComesSoon() {
    report("of a collector that may have just started", paint());
    List<double[]> cold = new ArrayList<>();
    List<double[]> warm = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // Nothing of it is known to a new context.
      use(new Browser.NewContextOptions().setViewportSize(1280, 800));
      cold.add(paint());
      warm.add(paint());
    }
    report("cold", median(cold));
    report("warm", median(warm));
    assertThat(median(cold)[0]).isPositive();
  }

  private static void report(String what, double[] millis) {
    System.out.printf(
        "first paint, %s: %.0f ms, graph drawn %.0f ms%n", what, millis[0], millis[1]);
  }

  private static double[] median(List<double[]> runs) {
    double[] both = new double[2];
    for (int i = 0; i < both.length; i++) {
      int at = i;
      both[i] = runs.stream().mapToDouble(run -> run[at]).sorted().toArray()[runs.size() / 2];
    }
    return both;
  }

  /** Until something is painted, and until the graph is drawn. */
  private double[] paint() {
    page.navigate("about:blank");
    go("");
    assertThat(card("details")).isVisible();
    String paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
    String drawn = "performance.getEntriesByName('drawn')[0].startTime";
    return new double[] {
      ((Number) page.evaluate(paint)).doubleValue(), ((Number) page.evaluate(drawn)).doubleValue()
    };
  }

  @Test
  void whereTokensAreAskedForOneIsTyped(@TempDir Path other) {
    try (TestCollector secured = TestCollector.secured(other)) {
      use(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
      page.navigate(secured.uri("/").toString());
      assertThat(page.getByText("Operator’s token")).isVisible();
      page.locator("#token").fill("weft_op_wrong");
      page.keyboard().press("Enter");
      assertThat(page.locator(".why")).isVisible();
      page.locator("#token").fill(secured.token());
      page.keyboard().press("Enter");
      assertThat(page.getByText("Nobody is here yet")).isVisible();
      assertThat(page.locator(".live")).hasText("Live");
      assertThat(
              page.evaluate(
                  "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
          .isEqualTo("[{},{},\"\"]");
      // 401s before the token are what is tested here.
      complaints.removeIf(line -> line.contains("401"));
      page.close();
    }
  }
}
