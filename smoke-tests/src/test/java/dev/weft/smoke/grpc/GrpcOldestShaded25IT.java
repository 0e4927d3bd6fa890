package dev.weft.smoke.grpc;

class GrpcOldestShaded25IT extends GrpcSuite {
  GrpcOldestShaded25IT() {
    super("25", "oldest", true);
  }
}
