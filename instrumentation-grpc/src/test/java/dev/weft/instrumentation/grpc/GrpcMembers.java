package dev.weft.instrumentation.grpc;

import dev.weft.bootstrap.Members;
import java.lang.invoke.MethodHandles;

/** Of gRPC's private parts what the adapter requires. */
public final class GrpcMembers {
  private GrpcMembers() {}

  public static Members get() {
    return new Members(GrpcAdapters.all().get(0), MethodHandles.lookup());
  }
}
