package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.weft.collector.access.Secrets;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import java.util.List;
import java.util.Map;

/**
 * An answer that is an error, RFC 9457.
 *
 * @param status HTTP's
 * @param detail for people: what is wrong and what to do
 * @param problems one entry for each wrong place of each document; may be empty
 */
public record Trouble(int status, String detail, List<Place> problems) {
  static final MediaType TYPE = MediaType.create("application", "problem+json");

  public Trouble {
    problems = List.copyOf(problems);
  }

  public Trouble(int status, String detail) {
    this(status, detail, List.of());
  }

  /**
   * A wrong place.
   *
   * @param document {@code VirtualService default/reviews}, or its position in the text
   * @param path within the document; empty: all of it
   * @param value what stands there
   * @param expected what should
   * @param line in the text that was sent, from 1; 0: not known
   */
  public record Place(String document, String path, String value, String expected, int line) {
    Map<String, Object> tree() {
      return Tree.of(
          "document", document,
          "path", path,
          "value", value,
          "expected", expected,
          "line", line > 0 ? line : null);
    }
  }

  /** The JSON, without the tokens that somebody may have put into the wrong place. */
  public String body() {
    return Secrets.masked(
            Json.write(
                Tree.of(
                    "type",
                    "about:blank",
                    "title",
                    HttpStatus.valueOf(status).reasonPhrase(),
                    "status",
                    status,
                    "detail",
                    detail,
                    "problems",
                    problems.isEmpty() ? null : problems.stream().map(Place::tree).toList())))
        + "\n";
  }

  Answer answer() {
    return new Answer(status, TYPE, body());
  }
}
