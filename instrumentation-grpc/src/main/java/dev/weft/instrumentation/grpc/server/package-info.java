/** Calls that the application serves. */
package dev.weft.instrumentation.grpc.server;
