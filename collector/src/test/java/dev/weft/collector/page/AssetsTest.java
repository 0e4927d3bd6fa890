package dev.weft.collector.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AssetsTest {
  /** The whole page, every view, as it is on the disk of who has opened it. */
  private static final int MAX_BYTES = 400_000;

  private final Assets assets = Assets.read();

  @Test
  void theWholePageIsSmallEvenUnpacked() {
    int bytes = assets.page().bytes().length;
    int packed = assets.page().packed().length;
    for (Asset file : assets.files().values()) {
      bytes += file.bytes().length;
      packed += file.packed().length;
    }
    System.out.println("the page: " + bytes + " bytes, " + packed + " sent");
    assertThat(bytes).isLessThan(MAX_BYTES);
    assertThat(packed).isLessThan(MAX_BYTES / 4);
  }

  @Test
  void everyFileThatAnotherOneNamesIsThere() {
    TreeSet<String> named = new TreeSet<>();
    Pattern imports = Pattern.compile("(?:from ?|import\\(|new URL\\()['\"]\\./([\\w.-]+)['\"]");
    for (Asset file : assets.files().values()) {
      Matcher matcher = imports.matcher(text(file));
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
    }
    Matcher matcher =
        Pattern.compile("/ui/" + assets.build() + "/([\\w.-]+)\"").matcher(text(assets.page()));
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertThat(named).contains("preact.js", "hooks.js", "uplot.css");
    assertThat(assets.files()).containsOnlyKeys(named);
  }

  @Test
  void noModuleIsImportedByABareName() {
    for (Asset file : assets.files().values()) {
      if (file.name().endsWith(".js")) {
        assertThat(text(file))
            .as(file.name())
            .doesNotContainPattern("(?m)(?:^|[;}])(?:import|export)\\b[^;]*?from ?[\"'][^./]");
      }
    }
  }

  @Test
  void nothingIsInlineSinceThePolicyForbidsIt() {
    assertThat(text(assets.page()))
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContain("<style", " style=", " onclick", "javascript:");
    assertThat(Page.POLICY).doesNotContain("unsafe");
  }

  @Test
  void noFileOfOursMakesHtmlOfText() {
    for (Asset file : assets.files().values()) {
      if (!file.name().matches("(preact|hooks|uplot)\\..*")) {
        assertThat(text(file))
            .as(file.name())
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
            .doesNotContain("eval(", "new Function");
      }
    }
  }

  @Test
  void theTokenIsNeverStored() {
    for (Asset file : assets.files().values()) {
      if (!file.name().equals("app.js")) {
        assertThat(text(file)).as(file.name()).doesNotContain("localStorage", "sessionStorage");
      }
    }
    // Of the theme alone.
    assertThat(text(assets.file("app.js")).replace("'weft.theme'", ""))
        .doesNotContainPattern("localStorage\\.(get|set)Item\\('");
  }

  private static String text(Asset asset) {
    return new String(asset.bytes(), StandardCharsets.UTF_8);
  }
}
