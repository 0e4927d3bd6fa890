package dev.weft.smoke.grpc;

class GrpcNewestShaded17IT extends GrpcSuite {
  GrpcNewestShaded17IT() {
    super("17", "newest", true);
  }
}
