package dev.weft.policy.schema;

import dev.weft.policy.tree.TreePath;
import dev.weft.policy.value.GoDuration;
import dev.weft.policy.value.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes shapes. */
public final class Shapes {
  /** Istio's bound on durations; Envoy's resolution. */
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private Shapes() {}

  public static ObjectShape object() {
    return new ObjectShape();
  }

  /** Any text. */
  public static Shape text() {
    return text(text -> true, "a text");
  }

  /** A text that {@code test} accepts. */
  public static Shape text(Predicate<String> test, String expected) {
    return (value, path, report) -> {
      if (value instanceof String text && test.test(text)) {
        return text;
      }
      report.problem(path, value, expected);
      return null;
    };
  }

  /** As {@link #text(Predicate, String)}, but a text that is refused is never shown. */
  public static Shape secret(Predicate<String> test, String expected) {
    return (value, path, report) -> {
      if (value instanceof String text && test.test(text)) {
        return text;
      }
      report.secretProblem(path, value, expected);
      return null;
    };
  }

  /** A text of at least one and at most {@code most} characters. */
  public static Shape filled(int most) {
    return text(
        text -> !text.isEmpty() && text.length() <= most, "a text of 1 to " + most + " characters");
  }

  /** One of these words. */
  public static Shape word(String... words) {
    List<String> known = List.of(words);
    return text(known::contains, "one of " + String.join(", ", known));
  }

  public static Shape truth() {
    return (value, path, report) -> {
      if (value instanceof Boolean) {
        return value;
      }
      report.problem(path, value, "true or false");
      return null;
    };
  }

  /** An integer within these bounds, both included. */
  public static Shape integer(long least, long most) {
    String expected =
        least == 0 && most == Integer.MAX_VALUE
            ? "an integer of at least 0"
            : "an integer from " + least + " to " + most;
    return (value, path, report) -> {
      if (value instanceof Long number && number >= least && number <= most) {
        return number;
      }
      report.problem(path, value, expected);
      return null;
    };
  }

  /** An integer of at least 0. */
  public static Shape count() {
    return integer(0, Integer.MAX_VALUE);
  }

  /** A TCP port. */
  public static Shape port() {
    return integer(1, 65535);
  }

  /** A number that {@code test} accepts. */
  public static Shape number(Predicate<Double> test, String expected) {
    return (value, path, report) -> {
      if ((value instanceof Long || value instanceof Double)
          && test.test(((Number) value).doubleValue())) {
        return value;
      }
      report.problem(path, value, expected);
      return null;
    };
  }

  /** A number of percent. */
  public static Shape percent() {
    return number(value -> value >= 0 && value <= 100, "a number from 0 to 100");
  }

  /** A duration of whole milliseconds, at least one. */
  public static Shape duration() {
    return duration(false);
  }

  /** A duration of whole milliseconds; 0 has a meaning. */
  public static Shape durationOrZero() {
    return duration(true);
  }

  private static Shape duration(boolean zero) {
    String expected =
        "a duration of whole milliseconds such as 250ms, 1.5s or 1h" + (zero ? ", or 0s" : "");
    return text(text -> isDuration(text, zero), expected);
  }

  private static boolean isDuration(String text, boolean zero) {
    try {
      Duration duration = GoDuration.parse(text);
      return zero && duration.isZero()
          || duration.compareTo(MILLISECOND) >= 0 && duration.toNanos() % 1_000_000 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A list of any length. */
  public static Shape list(Shape element) {
    return list(element, 0, Integer.MAX_VALUE);
  }

  public static Shape list(Shape element, int least, int most) {
    return (value, path, report) -> {
      if (!(value instanceof List<?> list)) {
        report.problem(path, value, "a list");
        return null;
      }
      if (list.size() < least || list.size() > most) {
        String expected = most == Integer.MAX_VALUE ? "" : " and at most " + most;
        report.problem(path, value, "at least " + least + expected + " elements");
      }
      List<Object> normal = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        Object checked = element.check(list.get(i), TreePath.element(path, i), report);
        if (checked != null) {
          normal.add(checked);
        }
      }
      return Collections.unmodifiableList(normal);
    };
  }

  /** An object whose keys are free within {@code key}. */
  public static Shape map(Predicate<String> key, String expectedKey, Shape element) {
    return (value, path, report) -> {
      if (!(value instanceof Map<?, ?> map)) {
        report.problem(path, value, "an object");
        return null;
      }
      Map<String, Object> normal = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = (String) entry.getKey();
        String at = TreePath.field(path, name);
        if (!key.test(name)) {
          report.problem(at, name, expectedKey);
        }
        Object checked = element.check(entry.getValue(), at, report);
        if (checked != null) {
          normal.put(name, checked);
        }
      }
      return Collections.unmodifiableMap(normal);
    };
  }

  /** Labels of Kubernetes' syntax. */
  public static Shape labels() {
    Shape value = text(Names::isLabelValue, "a label's value, a text of letters, digits and -_.");
    return map(Names::isLabelKey, "a label's key", value);
  }

  /** An object that is kept as it is. */
  public static Shape anything() {
    return (value, path, report) -> {
      if (value instanceof Map<?, ?>) {
        return value;
      }
      report.problem(path, value, "an object");
      return null;
    };
  }
}
