package dev.weft.smoke.grpc;

class GrpcNewestNetty25IT extends GrpcSuite {
  GrpcNewestNetty25IT() {
    super("25", "newest", false);
  }
}
