package dev.weft.instrumentation.http.apache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final InetSocketAddress TO = endpoint(8081);

  private final Routes routes = new Routes();

  private static InetSocketAddress endpoint(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static HttpRoute written(String scheme, String host) {
    return new HttpRoute(new HttpHost(scheme, host, 80), null, scheme.equals("https"));
  }

  @Test
  void leadsToTheEndpointUnderTheNameThatTheApplicationWrote() {
    HttpRoute route = routes.to(TO, false, written("http", "reviews"));

    HttpHost target = route.getTargetHost();
    assertThat(target.getAddress()).isEqualTo(TO.getAddress());
    assertThat(target.getPort()).isEqualTo(8081);
    assertThat(target.getHostName()).isEqualTo("reviews");
    assertThat(target.getSchemeName()).isEqualTo("http");
    assertThat(route.isSecure()).isFalse();
  }

  @Test
  void isTheSameAsLongAsTheSameIsWanted() {
    HttpRoute first = routes.to(TO, false, written("http", "reviews"));

    assertThat(routes.to(endpoint(8081), false, written("http", "reviews"))).isSameAs(first);
  }

  @Test
  void anyOtherWishHasARouteOfItsOwn() {
    HttpRoute plain = routes.to(TO, false, written("http", "reviews"));
    HttpRoute meshed = routes.to(TO, true, written("http", "reviews"));
    HttpRoute other = routes.to(TO, false, written("http", "ratings"));
    HttpRoute https = routes.to(TO, false, written("https", "ratings"));
    HttpRoute from =
        routes.to(
            TO,
            false,
            new HttpRoute(
                new HttpHost("https", "ratings", 80), InetAddress.getLoopbackAddress(), true));

    assertThat(meshed.getTargetHost().getSchemeName()).isEqualTo(Internals.SCHEME);
    assertThat(other.getTargetHost().getHostName()).isEqualTo("ratings");
    assertThat(https.isSecure()).isTrue();
    assertThat(from.getLocalAddress()).isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(routes.to(TO, false, written("http", "reviews"))).isEqualTo(plain);
  }

  @Test
  void endpointsThatShareAPlaceAreNotMixedUp() {
    for (int round = 0; round < 2; round++) {
      for (int port = 9_000; port < 9_200; port++) {
        HttpRoute route = routes.to(endpoint(port), false, written("http", "reviews"));
        assertThat(route.getTargetHost().getPort()).isEqualTo(port);
      }
    }
  }
}
