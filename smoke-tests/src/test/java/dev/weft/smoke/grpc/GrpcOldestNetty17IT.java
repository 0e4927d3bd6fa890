package dev.weft.smoke.grpc;

class GrpcOldestNetty17IT extends GrpcSuite {
  GrpcOldestNetty17IT() {
    super("17", "oldest", false);
  }
}
