package dev.weft.instrumentation.grpc;

import dev.weft.bootstrap.Adapter;
import java.util.List;

/**
 * The adapters for grpc-java. Called in {@code premain}: pure data, no type of the library, no
 * lambda. An adapter that sets the context of inbound calls lists the capability {@code context}.
 */
public final class GrpcAdapters {
  private GrpcAdapters() {}

  public static List<Adapter> all() {
    return List.of();
  }
}
