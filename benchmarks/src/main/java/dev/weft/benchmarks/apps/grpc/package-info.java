/** A gRPC service on Netty and an application that calls it. */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.apps.grpc;
