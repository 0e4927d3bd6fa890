package dev.weft.benchmarks.apps.grpc;

import dev.weft.benchmarks.apps.Tls;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** The application's own TLS, both sides proving themselves, by the JDK's implementation. */
final class Http2Tls {
  private Http2Tls() {}

  static SslContext server(Tls tls) throws IOException, GeneralSecurityException {
    return finished(SslContextBuilder.forServer(keys(tls)).clientAuth(ClientAuth.REQUIRE), tls);
  }

  static SslContext client(Tls tls) throws IOException, GeneralSecurityException {
    return finished(SslContextBuilder.forClient().keyManager(keys(tls)), tls);
  }

  private static SslContext finished(SslContextBuilder builder, Tls tls)
      throws IOException, GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store(tls));
    return GrpcSslContexts.configure(builder, SslProvider.JDK)
        .trustManager(trust)
        .protocols("TLSv1.3")
        .build();
  }

  private static KeyManagerFactory keys(Tls tls) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(tls), Tls.PASSWORD.toCharArray());
    return keys;
  }

  private static KeyStore store(Tls tls) throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(tls.file().toFile(), Tls.PASSWORD.toCharArray());
  }
}
