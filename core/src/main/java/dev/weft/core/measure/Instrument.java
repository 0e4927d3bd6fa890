package dev.weft.core.measure;

/** What is measured, by the names of OpenTelemetry's semantic conventions 1.45. */
public enum Instrument {
  HTTP_CLIENT("http.client.request.duration", "Duration of HTTP client requests."),
  HTTP_SERVER("http.server.request.duration", "Duration of HTTP server requests."),
  RPC_CLIENT(
      "rpc.client.call.duration", "Measures the duration of outbound remote procedure calls."),
  RPC_SERVER(
      "rpc.server.call.duration", "Measures the duration of inbound remote procedure calls.");

  private final String metric;
  private final String description;

  Instrument(String metric, String description) {
    this.metric = metric;
    this.description = description;
  }

  public String metric() {
    return metric;
  }

  public String description() {
    return description;
  }
}
