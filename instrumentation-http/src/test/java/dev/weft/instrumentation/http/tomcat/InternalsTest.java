package dev.weft.instrumentation.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.juli.logging.LogFactory;
import org.junit.jupiter.api.Test;

class InternalsTest {
  private final Http11NioProtocol application = new Http11NioProtocol();
  private final MeshProtocol beside =
      new MeshProtocol(new QuietLog(LogFactory.getLog(InternalsTest.class)));

  @Test
  void theLimitsOfTheApplicationsListenerHoldBesideIt() throws Exception {
    application.setMaxConnections(17);
    application.setConnectionTimeout(1234);
    application.setKeepAliveTimeout(4321);
    application.setMaxHttpRequestHeaderSize(5000);
    application.setMaxSwallowSize(777);
    application.setCompression("on");
    application.setCompressionMinSize(99);
    application.setServer("mine");
    new Internals().configure(beside, application);
    assertThat(beside.getMaxConnections()).isEqualTo(17);
    assertThat(beside.getConnectionTimeout()).isEqualTo(1234);
    assertThat(beside.getKeepAliveTimeout()).isEqualTo(4321);
    assertThat(beside.getMaxHttpRequestHeaderSize()).isEqualTo(5000);
    assertThat(beside.getMaxSwallowSize()).isEqualTo(777);
    assertThat(beside.getCompression()).isEqualTo("on");
    assertThat(beside.getCompressionMinSize()).isEqualTo(99);
    assertThat(beside.getServer()).isEqualTo("mine");
  }

  @Test
  void whereItListensIsItsOwn() throws Exception {
    application.setPort(4711);
    application.setSSLEnabled(false);
    beside.setSSLEnabled(true);
    new Internals().configure(beside, application);
    assertThat(beside.getPort()).isNotEqualTo(4711);
    assertThat(beside.isSSLEnabled()).isTrue();
  }

  @Test
  void anUpgradeProtocolIsMadeAnewWithTheSameLimits() throws Exception {
    Http2Protocol http2 = new Http2Protocol();
    http2.setMaxConcurrentStreams(5);
    http2.setStreamReadTimeout(555);
    application.addUpgradeProtocol(http2);
    new Internals().configure(beside, application);
    assertThat(beside.findUpgradeProtocols()).hasSize(1);
    assertThat(beside.findUpgradeProtocols()[0])
        .isNotSameAs(http2)
        .isInstanceOfSatisfying(
            Http2Protocol.class,
            own -> {
              assertThat(own.getMaxConcurrentStreams()).isEqualTo(5);
              assertThat(own.getStreamReadTimeout()).isEqualTo(555);
              assertThat(own.getAllowSchemeMismatch()).isTrue();
            });
  }
}
