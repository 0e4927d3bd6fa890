package bookinfo;

import bookinfo.ratings.RatingsGrpc;
import bookinfo.ratings.RatingsReply;
import bookinfo.ratings.RatingsRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.LifecycleException;

/** Reviews of a book. v1 shows no stars; v2 black and v3 red ones, which ratings knows. */
final class Reviews {
  private static final Metadata.Key<String> END_USER =
      Metadata.Key.of("end-user", Metadata.ASCII_STRING_MARSHALLER);

  private final String version;
  private final RatingsGrpc.RatingsBlockingStub ratings;

  private Reviews(String version) {
    this.version = version;
    ManagedChannel channel = ManagedChannelBuilder.forTarget("ratings:9080").usePlaintext().build();
    this.ratings = RatingsGrpc.newBlockingStub(channel);
  }

  static void serve(int port, String version) throws IOException, LifecycleException {
    Reviews reviews = new Reviews(version);
    Web.serve(
        port,
        "/reviews/*",
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            reviews.list(request, response);
          }
        });
  }

  private void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String stars = version.equals("v1") ? "null" : stars(request.getHeader("end-user"));
    response.setContentType("application/json");
    response
        .getWriter()
        .write(
            """
            {"id":0,"version":"%s","stars":%s,"reviews":[\
            {"reviewer":"Reviewer1","text":"An extremely entertaining play by Shakespeare."},\
            {"reviewer":"Reviewer2","text":"Absolutely fun and entertaining."}]}"""
                .formatted(version, stars));
  }

  private String stars(String user) {
    RatingsGrpc.RatingsBlockingStub stub = ratings;
    if (user != null) {
      Metadata headers = new Metadata();
      headers.put(END_USER, user);
      stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    String color = version.equals("v2") ? "black" : "red";
    try {
      RatingsReply reply = stub.getRatings(RatingsRequest.newBuilder().setProduct("0").build());
      return "{\"color\":\"%s\",\"Reviewer1\":%d,\"Reviewer2\":%d}"
          .formatted(
              color,
              reply.getStarsOrDefault("Reviewer1", 0),
              reply.getStarsOrDefault("Reviewer2", 0));
    } catch (StatusRuntimeException e) {
      return "{\"color\":\"%s\",\"error\":%s}"
          .formatted(color, Json.text(e.getStatus().getCode().name()));
    }
  }
}
