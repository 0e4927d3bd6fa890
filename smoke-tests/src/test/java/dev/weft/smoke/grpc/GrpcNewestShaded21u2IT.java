package dev.weft.smoke.grpc;

class GrpcNewestShaded21u2IT extends GrpcSuite {
  GrpcNewestShaded21u2IT() {
    super("21.0.2", "newest", true);
  }
}
