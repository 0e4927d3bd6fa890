package dev.weft.collector.api;

import dev.weft.collector.store.Condition;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code If-Match} and {@code If-None-Match} of writes (RFC 9110, section 13). */
final class Preconditions {
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");

  /** No revision: an ETag that was never given, or a weak one, which never matches for a write. */
  private static final long NEVER = -1;

  private Preconditions() {}

  /** ETags are revisions of single documents. */
  static Condition ofDocument(Call call) {
    return of(call, false);
  }

  /** ETags are the revision of all documents together. */
  static Condition ofStore(Call call) {
    return of(call, true);
  }

  private static Condition of(Call call, boolean store) {
    String match = call.header("if-match");
    String noneMatch = call.header("if-none-match");
    if (!noneMatch.isEmpty()) {
      if (!match.isEmpty()) {
        throw new ApiException(400, "If-Match and If-None-Match: expected only one of them");
      }
      if (!noneMatch.equals("*")) {
        throw new ApiException(400, "If-None-Match: expected * on a write, to create only");
      }
      return Condition.ABSENT;
    }
    if (match.isEmpty()) {
      return Condition.NONE;
    }
    Set<Long> revisions = match.trim().equals("*") ? Set.of() : revisions(match);
    return store ? new Condition.Store(revisions) : new Condition.Documents(revisions);
  }

  private static Set<Long> revisions(String header) {
    Set<Long> revisions = new HashSet<>();
    Matcher tags = TAG.matcher(header);
    int at = 0;
    while (at < header.length()) {
      if (!tags.find(at) || tags.start() != at) {
        throw new ApiException(400, "If-Match: expected * or ETags as \"7\", separated by commas");
      }
      String tag = tags.group(2);
      boolean ours = tags.group(1) == null && tag.matches("\\d{1,18}");
      revisions.add(ours ? Long.parseLong(tag) : NEVER);
      at = tags.end();
    }
    return revisions;
  }
}
