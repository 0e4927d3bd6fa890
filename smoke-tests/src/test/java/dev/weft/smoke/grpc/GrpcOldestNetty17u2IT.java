package dev.weft.smoke.grpc;

class GrpcOldestNetty17u2IT extends GrpcSuite {
  GrpcOldestNetty17u2IT() {
    super("17.0.2", "oldest", false);
  }
}
