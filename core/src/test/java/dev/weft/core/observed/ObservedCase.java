package dev.weft.core.observed;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of what was observed: documents and the calls made through them. */
record ObservedCase(int number, List<Map<String, Object>> documents, List<Call> calls) {

  /** One call and what Istio's Envoy did with it. */
  record Call(
      String method,
      String path,
      Map<String, String> headers,
      String host,
      Map<String, Object> observed) {

    int status() {
      return ((Long) observed.get("status")).intValue();
    }

    long millis() {
      return (Long) observed.get("ms");
    }

    @Nullable Object at(String field) {
      return observed.get(field);
    }

    @Override
    public String toString() {
      return method + " http://" + host + path + " " + headers;
    }
  }

  @SuppressWarnings("unchecked") // the shape of the file is fixed; a wrong one fails the test
  static ObservedCase of(Object tree) {
    Map<String, Object> line = (Map<String, Object>) tree;
    return new ObservedCase(
        ((Long) line.get("case")).intValue(),
        (List<Map<String, Object>>) line.get("documents"),
        ((List<Map<String, Object>>) line.get("calls")).stream().map(ObservedCase::call).toList());
  }

  @SuppressWarnings("unchecked") // as above
  private static Call call(Map<String, Object> call) {
    Map<String, Object> request = (Map<String, Object>) call.get("request");
    return new Call(
        (String) request.get("method"),
        (String) request.get("path"),
        (Map<String, String>) request.get("headers"),
        (String) request.get("host"),
        (Map<String, Object>) call.get("observed"));
  }
}
