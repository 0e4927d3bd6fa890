package dev.weft.collector.api;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where a trace is found in another tool, with {@code {traceId}} where its id goes. Immutable. */
public final class TraceLink {
  private static final String ID = "{traceId}";

  /** Of any trace, to see whether an address comes of it. */
  private static final String SAMPLE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final String template;

  private TraceLink(String template) {
    this.template = template;
  }

  /**
   * @param text a template, or the base address of Jaeger's page, to which its own path is added
   * @throws IllegalArgumentException with what was expected
   */
  public static TraceLink parse(String text) {
    String template =
        text.contains(ID) ? text : (text.endsWith("/") ? text : text + "/") + "trace/" + ID;
    try {
      URI uri = new URI(template.replace(ID, SAMPLE));
      // What a page links to must not be a script.
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return new TraceLink(template);
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "expected http://host:port of Jaeger's page, or an address with " + ID + " in it");
  }

  /** Of null: null. */
  static @Nullable String template(@Nullable TraceLink link) {
    return link == null ? null : link.template;
  }
}
