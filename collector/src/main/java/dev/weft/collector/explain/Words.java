package dev.weft.collector.explain;

import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Parts of policy as people read them. */
final class Words {
  private Words() {}

  static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  static String percent(double percent) {
    return percent == Math.rint(percent)
        ? (long) percent + " %"
        : String.format(Locale.ROOT, "%.2f %%", percent);
  }

  static String retries(RetryPolicy retries) {
    if (retries.attempts() == 0) {
      return "none";
    }
    List<String> on =
        new ArrayList<>(retries.on().stream().map(RetryPolicy.Condition::text).sorted().toList());
    retries.statusCodes().stream().sorted().forEach(code -> on.add(code.toString()));
    return (retries.attempts() == 1
            ? "1 more attempt on "
            : retries.attempts() + " more attempts on ")
        + String.join(", ", on)
        + (retries.perTryTimeout() == null
            ? ""
            : ", each at most " + duration(retries.perTryTimeout()));
  }

  static String outlier(OutlierDetection outlier) {
    List<String> after = new ArrayList<>();
    if (outlier.consecutive5xx() > 0) {
      after.add(outlier.consecutive5xx() + " errors in a row");
    }
    if (outlier.consecutiveGateway() > 0) {
      after.add(outlier.consecutiveGateway() + " gateway errors in a row");
    }
    if (outlier.splitLocal() && outlier.consecutiveLocal() > 0) {
      after.add(outlier.consecutiveLocal() + " failures without a response in a row");
    }
    return after.isEmpty()
        ? "never"
        : "ejected after "
            + String.join(" or ", after)
            + ", for "
            + duration(outlier.baseEjection())
            + " and longer, at most "
            + outlier.maxEjectionPercent()
            + " % of the instances";
  }

  static String rewrite(Route.Rewrite rewrite) {
    List<String> parts = new ArrayList<>();
    if (rewrite.uri() != null) {
      parts.add("path to " + rewrite.uri());
    }
    if (rewrite.uriRegex() != null) {
      parts.add(
          "path /" + rewrite.uriRegex().expression() + "/ to " + rewrite.uriRegexReplacement());
    }
    if (rewrite.authority() != null) {
      parts.add("authority to " + rewrite.authority());
    }
    return String.join(", ", parts);
  }

  /** Names only: values may be secrets. */
  static List<String> edits(HeaderEdits edits) {
    List<String> texts = new ArrayList<>();
    add(texts, "request", edits.request());
    add(texts, "response", edits.response());
    return texts;
  }

  private static void add(List<String> texts, String which, HeaderEdits.Edits edits) {
    new TreeMap<>(edits.set()).keySet().forEach(name -> texts.add(which + ": sets " + name));
    new TreeMap<>(edits.add()).keySet().forEach(name -> texts.add(which + ": adds " + name));
    edits.remove().stream().sorted().forEach(name -> texts.add(which + ": removes " + name));
  }
}
