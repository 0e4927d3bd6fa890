package bookinfo;

import bookinfo.ratings.RatingsGrpc;
import bookinfo.ratings.RatingsReply;
import bookinfo.ratings.RatingsRequest;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/** Stars, by gRPC. */
final class RatingsServer extends RatingsGrpc.RatingsImplBase {
  private RatingsServer() {}

  static void serve(int port) throws IOException, InterruptedException {
    Server server = ServerBuilder.forPort(port).addService(new RatingsServer()).build().start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    server.awaitTermination();
  }

  @Override
  public void getRatings(RatingsRequest request, StreamObserver<RatingsReply> observer) {
    observer.onNext(
        RatingsReply.newBuilder().putStars("Reviewer1", 5).putStars("Reviewer2", 4).build());
    observer.onCompleted();
  }
}
