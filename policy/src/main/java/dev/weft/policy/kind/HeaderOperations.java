package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.tree.TreePath;
import java.util.Map;
import java.util.regex.Pattern;

/** The {@code headers} of routes and destinations. */
final class HeaderOperations {
  /** No control characters but a tab; what HTTP and Envoy allow. */
  private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0A-\\x1F\\x7F]*");

  /** Envoy's substitution, {@code %REQ(x-a)%}. */
  private static final Pattern SUBSTITUTION = Pattern.compile("%[A-Z][A-Z_0-9]*(\\([^%]*\\))?%");

  private HeaderOperations() {}

  static ObjectShape shape() {
    return object()
        .field("request", operations(true).rule(HeaderOperations::literal))
        .field("response", operations(false).rule(HeaderOperations::literal));
  }

  private static ObjectShape operations(boolean ofRequest) {
    String expected = "the name of a header" + (ofRequest ? ", or :authority" : ", not Host");
    Shape value = text(text -> VALUE.matcher(text).matches(), "a header's value");
    return object()
        .field("set", map(name -> isName(name, ofRequest), expected, value))
        .field("add", map(name -> isName(name, ofRequest), expected, value))
        .field("remove", list(text(name -> isName(name, false), "the name of a header, not Host")));
  }

  private static boolean isName(String name, boolean authority) {
    if (isAuthority(name)) {
      return authority;
    }
    return !name.isEmpty() && !name.startsWith(":");
  }

  static boolean isAuthority(String name) {
    return name.equalsIgnoreCase(":authority") || name.equalsIgnoreCase("host");
  }

  private static void literal(Node operations, Report report) {
    for (String operation : new String[] {"set", "add"}) {
      Node headers = operations.node(operation);
      for (Map.Entry<String, Object> header : headers.fields().entrySet()) {
        if (SUBSTITUTION.matcher((String) header.getValue()).find()) {
          report.notEnforced(
              TreePath.field(headers.path(), header.getKey()),
              "Envoy's substitutions are not made: the text is sent as it is written");
        }
      }
    }
  }
}
