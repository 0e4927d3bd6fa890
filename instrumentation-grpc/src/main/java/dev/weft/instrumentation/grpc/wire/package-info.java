/**
 * Connections: mesh TLS below gRPC's plaintext HTTP/2. What names a class of Netty is in {@code
 * netty}, of which the build makes the twin {@code shaded} for grpc-netty-shaded.
 */
package dev.weft.instrumentation.grpc.wire;
