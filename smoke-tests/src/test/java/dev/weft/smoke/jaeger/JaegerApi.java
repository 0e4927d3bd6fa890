package dev.weft.smoke.jaeger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Jaeger's own query API. */
final class JaegerApi {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  JaegerApi(String base) {
    this.base = base;
  }

  boolean isUp() {
    return get("/api/services") != null;
  }

  /** The services of the trace in which most took part; empty while there is none. */
  Set<String> widestTrace(String service) {
    Set<String> widest = new TreeSet<>();
    JsonNode answer = get("/api/traces?limit=50&service=" + service);
    if (answer == null) {
      return widest;
    }
    for (JsonNode trace : answer.path("data")) {
      Set<String> services = new TreeSet<>();
      for (JsonNode span : trace.path("spans")) {
        services.add(
            trace
                .path("processes")
                .path(span.path("processID").asText())
                .path("serviceName")
                .asText());
      }
      if (services.size() > widest.size()) {
        widest = services;
      }
    }
    return widest;
  }

  private @Nullable JsonNode get(String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(base + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? new ObjectMapper().readTree(answer.body()) : null;
    } catch (IOException notYet) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
