package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.Refusal;
import dev.weft.core.call.RequestEdits;
import dev.weft.instrumentation.grpc.wire.HeaderNames;
import dev.weft.policy.compiled.HeaderEdits;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;

/** Between gRPC's metadata and headers as text. Binary headers ({@code -bin}) have no text. */
final class Headers {
  private Headers() {}

  static void edit(Metadata metadata, RequestEdits edits) {
    for (String name : edits.removed()) {
      remove(metadata, name);
    }
    edits.forEachSet((name, value) -> set(metadata, name, value));
    edits.forEachAdded((name, value) -> add(metadata, name, value));
  }

  static void edit(Metadata metadata, HeaderEdits.Edits edits) {
    for (String name : edits.remove()) {
      remove(metadata, name);
    }
    edits.set().forEach((name, value) -> set(metadata, name, value));
    edits.add().forEach((name, value) -> add(metadata, name, value));
  }

  static Status status(Refusal refusal) {
    Status status = Status.fromCodeValue(refusal.grpcStatus());
    return refusal.body().isEmpty() ? status : status.withDescription(refusal.body());
  }

  static Metadata trailers(Refusal refusal) {
    Metadata trailers = new Metadata();
    for (Map.Entry<String, List<String>> header : refusal.headers().entrySet()) {
      header.getValue().forEach(value -> add(trailers, header.getKey(), value));
    }
    set(trailers, Refusal.FLAGS_HEADER, refusal.reason().name());
    return trailers;
  }

  private static void remove(Metadata metadata, String name) {
    if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      metadata.discardAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
      return;
    }
    Metadata.Key<String> key = HeaderNames.key(name);
    if (key != null) {
      metadata.discardAll(key);
    }
  }

  private static void set(Metadata metadata, String name, String value) {
    Metadata.Key<String> key = HeaderNames.key(name);
    if (key == null) {
      remove(metadata, name);
      return;
    }
    metadata.discardAll(key);
    metadata.put(key, value);
  }

  private static void add(Metadata metadata, String name, String value) {
    Metadata.Key<String> key = HeaderNames.key(name);
    if (key != null) {
      metadata.put(key, value);
    }
  }
}
