package dev.weft.instrumentation.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.Mesh;
import dev.weft.core.fake.FaultyMesh;
import dev.weft.core.identity.MeshTls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.jsse.JSSESupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeshAdapterTest {
  private final List<String> served = new ArrayList<>();
  private final FakeTls tls = new FakeTls();
  private final Request request = new Request();
  private final Response response = new Response();
  private MeshAdapter adapter;

  @BeforeEach
  void aRequestOverTls() throws Exception {
    adapter = new MeshAdapter(new Application(), 8080, mesh(tls), new Internals());
    SSLSession session = SSLContext.getDefault().createSSLEngine().getSession();
    request.setNote(Peer.SUPPORT, new JSSESupport(session, Map.of()));
    request.protocol().setString("HTTP/1.1");
    request.scheme().setString("https");
  }

  @Test
  void aGoodPeerIsServedAsIfWithoutTls() throws Exception {
    adapter.service(request, response);
    assertThat(served).containsExactly("spiffe://peer 8080");
    assertThat(request.scheme().isNull()).isTrue();
  }

  @Test
  void aPeerThatIsNoLongerGoodIsNotServed() throws Exception {
    adapter.service(request, response);
    tls.expelled = true;
    adapter.service(request, response);
    assertThat(served).hasSize(1);
    assertThat(Peer.of(request)).isNull();
  }

  @Test
  void anotherPeerOnTheSameRequestObjectIsTold() throws Exception {
    adapter.service(request, response);
    Peer first = Peer.of(request);
    adapter.service(request, response);
    assertThat(Peer.of(request)).isSameAs(first);
    tls.peer = "spiffe://other";
    adapter.service(request, response);
    assertThat(served).last().isEqualTo("spiffe://other 8080");
  }

  @Test
  void aRequestWithoutASessionIsNotServed() throws Exception {
    request.setNote(Peer.SUPPORT, null);
    adapter.service(request, response);
    assertThat(served).isEmpty();
  }

  @Test
  void aConnectionIsEndedInTheLastQuarterOfItsTime() throws Exception {
    tls.left = 1000;
    adapter.service(request, response);
    assertThat(response.getMimeHeaders().getHeader("connection")).isNull();
    tls.left = 249;
    adapter.service(request, response);
    assertThat(response.getMimeHeaders().getHeader("connection")).isEqualTo("close");
  }

  @Test
  void aPeerThatCannotBeCheckedIsNotServedAndTheFaultIsTold() throws Exception {
    FaultyMesh mesh = new FaultyMesh();
    adapter = new MeshAdapter(new Application(), 8080, mesh, new Internals());
    adapter.service(request, response);
    assertThat(served).isEmpty();
    assertThat(Peer.of(request)).isNull();
    assertThat(mesh.faults).containsExactly("tomcat: at the peer");
  }

  @Test
  void aFaultBehindTheCheckLeavesTheCallToTheApplication() throws Exception {
    FaultyMesh mesh = new FaultyMesh();
    mesh.peer = "spiffe://peer";
    adapter = new MeshAdapter(new Application(), 8080, mesh, new Internals());
    adapter.service(request, response);
    assertThat(served).containsExactly("spiffe://peer 8080");
    assertThat(mesh.faults).containsExactly("tomcat: at the end");
  }

  private static Mesh mesh(MeshTls tls) {
    return (Mesh)
        Proxy.newProxyInstance(
            Mesh.class.getClassLoader(),
            new Class<?>[] {Mesh.class},
            (proxy, method, args) -> {
              if (method.getName().equals("tls")) {
                return tls;
              }
              throw new IllegalStateException(method.getName());
            });
  }

  private final class Application implements Adapter {
    @Override
    public void service(Request req, Response res) {
      served.add(Peer.of(req).id() + " " + Peer.of(req).localPort());
    }

    @Override
    public boolean prepare(Request req, Response res) {
      return true;
    }

    @Override
    public boolean asyncDispatch(Request req, Response res, SocketEvent status) {
      return true;
    }

    @Override
    public void log(Request req, Response res, long time) {}

    @Override
    public void checkRecycled(Request req, Response res) {}

    @Override
    public String getDomain() {
      return "application";
    }
  }

  private static final class FakeTls implements MeshTls {
    private boolean expelled;
    private String peer = "spiffe://peer";
    private long left = Long.MAX_VALUE;

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public SSLContext clientContext() {
      throw new IllegalStateException("not for this");
    }

    @Override
    public SSLContext serverContext() {
      throw new IllegalStateException("not for this");
    }

    @Override
    public String verifyPeer(SSLSession session) throws IOException {
      if (expelled) {
        throw new IOException("expelled");
      }
      return peer;
    }

    @Override
    public long endsInMillis(SSLSession session) {
      return left;
    }

    @Override
    public long generation() {
      return 1;
    }

    @Override
    public void whenReady(Runnable action) {
      action.run();
    }
  }
}
