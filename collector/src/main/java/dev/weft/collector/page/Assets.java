package dev.weft.collector.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All files of the page, read from the class path and packed once. The address of each has a hash
 * of all, so that a browser may keep them for ever and never mixes two versions. Immutable.
 */
final class Assets {
  static final String PAGE = "index.html";

  /** What stands for the hash in {@link #PAGE}. */
  private static final String BUILD = "{{build}}";

  private static final int HASH_CHARACTERS = 16;
  private static final String LIBRARIES = "/META-INF/resources/webjars/";

  private static final List<String> OWN =
      List.of(
          "api.js",
          "app.js",
          "bits.js",
          "diff.js",
          "dom.js",
          "early.js",
          "editor.js",
          "ejections.js",
          "events.js",
          "format.js",
          "graph.js",
          "icon.svg",
          "layout.js",
          "mesh.js",
          "panel.js",
          "plot.js",
          "policies.js",
          "policy.js",
          "service.js",
          "services.js",
          "stream.js",
          "style.css",
          "trace-model.js",
          "trace.js",
          "traces.js",
          "views.css",
          "viewport.js");

  private final String build;
  private final Map<String, Asset> files = new LinkedHashMap<>();
  private final Asset page;

  private Assets() {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    OWN.forEach(name -> contents.put(name, own(name)));
    contents.put("preact.js", library("preact/10.28.0/dist/preact.module.js", text -> text));
    // Browsers resolve bare names by an import map only, and that would be an inline script.
    contents.put(
        "hooks.js",
        library(
            "preact/10.28.0/hooks/dist/hooks.module.js",
            text -> replaced(text, "from\"preact\"", "from\"./preact.js\"")));
    // The small form is a script; the last line makes it a module.
    contents.put(
        "uplot.js",
        library("uplot/1.6.30/dist/uPlot.iife.min.js", text -> text + "\nexport default uPlot;\n"));
    contents.put("uplot.css", library("uplot/1.6.30/dist/uPlot.min.css", text -> text));
    byte[] html = own(PAGE);
    build = hash(contents, html);
    contents.forEach((name, bytes) -> files.put(name, Asset.of(name, bytes)));
    page =
        Asset.of(
            PAGE,
            replaced(new String(html, StandardCharsets.UTF_8), BUILD, build)
                .getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads all.
   *
   * @throws UncheckedIOException if one is missing in the jar
   */
  static Assets read() {
    return new Assets();
  }

  /** Hash of all. */
  String build() {
    return build;
  }

  Asset page() {
    return page;
  }

  /** Null if there is none. */
  @Nullable Asset file(String name) {
    return files.get(name);
  }

  /** All but the page itself. */
  Map<String, Asset> files() {
    return files;
  }

  private static byte[] own(String name) {
    return resource("/dev/weft/collector/page/" + name);
  }

  private static byte[] library(String path, UnaryOperator<String> change) {
    String text = new String(resource(LIBRARIES + path), StandardCharsets.UTF_8);
    // Maps of the sources are not in the jar.
    text = text.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    return change.apply(text).getBytes(StandardCharsets.UTF_8);
  }

  private static String replaced(String text, String what, String with) {
    if (!text.contains(what)) {
      throw new IllegalStateException("the page expects '" + what + "' in a file that has it not");
    }
    return text.replace(what, with);
  }

  private static byte[] resource(String path) {
    try (InputStream in = Assets.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(path + " is not in the collector's jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(Map<String, byte[]> contents, byte[] html) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      contents.forEach(
          (name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(html)).substring(0, HASH_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
