package bookinfo;

import java.util.Arrays;

/**
 * Istio's Bookinfo, as plain Java services that call each other by name. Usage: {@code java -jar
 * bookinfo.jar productpage|details|reviews|ratings PORT [VERSION]}.
 */
public final class Bookinfo {
  private Bookinfo() {}

  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println("usage: bookinfo productpage|details|reviews|ratings PORT [VERSION]");
      System.exit(2);
    }
    int port = Integer.parseInt(args[1]);
    String version = args.length > 2 ? args[2] : "v1";
    switch (args[0]) {
      case "productpage" -> ProductPage.serve(port);
      case "details" -> Details.serve(port);
      case "reviews" -> Reviews.serve(port, version);
      case "ratings" -> RatingsServer.serve(port);
      default -> {
        System.err.println("no such service: " + Arrays.toString(args));
        System.exit(2);
      }
    }
  }
}
