package dev.weft.policy.compiled;

import com.google.re2j.PatternSyntaxException;
import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the matches of a route for one consumer. */
final class MatchReader {
  /** As keys of {@code headers} they mean nothing: the match has fields of these names. */
  private static final Set<String> IGNORED = Set.of("uri", "scheme", "method", "authority");

  private static final TextMatch PRESENT = new TextMatch.Present();
  private final Consumer consumer;

  MatchReader(Consumer consumer) {
    this.consumer = consumer;
  }

  /** Those that can hit calls of this consumer, up to the first that hits all. */
  List<RequestMatch> read(List<Spec> matches) {
    List<RequestMatch> read = new ArrayList<>();
    for (Spec match : matches) {
      if (concerns(match)) {
        RequestMatch one = read(match);
        read.add(one);
        if (isEverything(one)) {
          break;
        }
      }
    }
    return read;
  }

  /** A match that names gateways does not look at the source: so Istio. */
  private boolean concerns(Spec match) {
    List<String> gateways = match.texts("gateways");
    if (!gateways.isEmpty()) {
      return gateways.contains("mesh");
    }
    String namespace = match.filled("sourceNamespace");
    return consumer.labels().entrySet().containsAll(match.textMap("sourceLabels").entrySet())
        && (namespace == null || namespace.equals(consumer.namespace()));
  }

  private static RequestMatch read(Spec match) {
    String name = match.text("name");
    TextMatch uri = text(match.object("uri"));
    return new RequestMatch(
        name == null ? "" : name,
        uri instanceof TextMatch.Present ? null : uri,
        match.truth("ignoreUriCase", false),
        text(match.object("scheme")),
        text(match.object("method")),
        text(match.object("authority")),
        headers(match.child("headers"), false),
        headers(match.child("withoutHeaders"), true),
        queryParams(match.child("queryParams")),
        match.integer("port"));
  }

  /** Whether it hits every call. One that names a port hits only the calls of that port. */
  static boolean isEverything(RequestMatch match) {
    boolean anyPath =
        match.uri() == null
            || match.uri() instanceof TextMatch.Prefix prefix
                && (prefix.value().equals("/") || prefix.value().isEmpty())
            || match.uri() instanceof TextMatch.Regex regex && regex.expression().equals(".*");
    return anyPath
        && match.scheme() == null
        && match.method() == null
        && match.authority() == null
        && match.headers().isEmpty()
        && match.withoutHeaders().isEmpty()
        && match.queryParams().isEmpty()
        && match.port() == null;
  }

  private static List<NamedMatch> headers(Spec headers, boolean without) {
    List<NamedMatch> matches = new ArrayList<>();
    for (String written : headers.names()) {
      String name = written.toLowerCase(Locale.ROOT);
      if (IGNORED.contains(name)) {
        continue;
      }
      TextMatch value = without ? unwanted(headers.child(written)) : text(headers.child(written));
      // Envoy keeps the Host header and :authority as one.
      matches.add(new NamedMatch(name.equals("host") ? ":authority" : name, orPresent(value)));
    }
    return matches;
  }

  private static List<NamedMatch> queryParams(Spec params) {
    List<NamedMatch> matches = new ArrayList<>();
    for (String name : params.names()) {
      matches.add(new NamedMatch(name, orPresent(text(params.child(name)))));
    }
    return matches;
  }

  private static TextMatch orPresent(@Nullable TextMatch match) {
    return match == null ? PRESENT : match;
  }

  /** An expression that any value matches says that the header must not be there. */
  private static TextMatch unwanted(Spec match) {
    String regex = match.text("regex");
    if (regex != null && (regex.equals("*") || regex.equals(".*"))) {
      return PRESENT;
    }
    return orPresent(text(match));
  }

  /** A StringMatch; one without any field asks for presence. */
  private static @Nullable TextMatch text(@Nullable Spec match) {
    if (match == null) {
      return null;
    }
    String exact = match.text("exact");
    if (exact != null) {
      return new TextMatch.Exact(exact);
    }
    String prefix = match.text("prefix");
    if (prefix != null) {
      return new TextMatch.Prefix(prefix);
    }
    return match.has("regex") ? regex(match, "regex") : PRESENT;
  }

  static TextMatch regex(Spec spec, String field) {
    try {
      return TextMatch.Regex.of(spec.required(field));
    } catch (PatternSyntaxException e) {
      throw spec.refused(field, "an RE2 regular expression");
    }
  }
}
