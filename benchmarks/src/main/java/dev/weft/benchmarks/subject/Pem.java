package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.apps.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** Keys in the form that proxies read. */
final class Pem {
  private Pem() {}

  /** Writes {@code leaf.key}, {@code leaf.pem} and {@code root.pem} beside a PKCS #12 file. */
  static void write(Path store) throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), Tls.PASSWORD.toCharArray());
      Path folder = store.toAbsolutePath().getParent();
      write(
          folder.resolve("leaf.key"),
          "PRIVATE KEY",
          keys.getKey("leaf", Tls.PASSWORD.toCharArray()).getEncoded());
      write(folder.resolve("leaf.pem"), "CERTIFICATE", keys.getCertificate("leaf").getEncoded());
      write(folder.resolve("root.pem"), "CERTIFICATE", keys.getCertificate("root").getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(store + " cannot be read", e);
    }
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64));
  }
}
