package dev.weft.instrumentation.http.jdk.server;

import dev.weft.core.identity.MeshTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** A mesh of one certificate, which trusts itself. */
final class SelfSigned implements MeshTls {
  private static final char[] PASSWORD = "password".toCharArray();

  private final SSLContext context;
  volatile boolean ready = true;
  volatile boolean expelled;
  volatile boolean broken;

  SelfSigned(Path directory) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-dname",
                "CN=weft",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    context = context(file);
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory peers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    peers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(own.getKeyManagers(), peers.getTrustManagers(), null);
    return context;
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public SSLContext clientContext() {
    return context;
  }

  @Override
  public SSLContext serverContext() {
    return context;
  }

  @Override
  public String verifyPeer(SSLSession session) throws IOException {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    if (expelled) {
      throw new IOException("expelled");
    }
    return session.getPeerPrincipal().getName();
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
