package dev.weft.agent.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one signal is exported to, and how.
 *
 * @param endpoint full URL
 * @param headers added to each export; may hold secrets, never logged
 * @param timeoutMillis of one export, from 1
 * @param gzip whether exports are compressed
 * @param certificate PEM roots for an {@code https} endpoint; null: the JVM's
 * @param clientKey PEM key that the exporter proves itself with; null: it does not
 * @param clientCertificate PEM chain of {@code clientKey}; both or neither
 */
public record OtlpTarget(
    String endpoint,
    Map<String, String> headers,
    int timeoutMillis,
    boolean gzip,
    @Nullable Path certificate,
    @Nullable Path clientKey,
    @Nullable Path clientCertificate) {

  public OtlpTarget {
    headers = Map.copyOf(headers);
  }

  /** Without the headers' values. */
  @Override
  public String toString() {
    return "OtlpTarget[endpoint=".concat(endpoint).concat("]");
  }
}
