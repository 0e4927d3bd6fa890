package dev.weft.agent.identity;

import dev.weft.agent.store.OwnerFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code identity.store=file}: key (PKCS #8), chain and roots as PEM in one file that only its
 * owner may read, so that they always belong together. Not thread-safe.
 */
public final class IdentityFile {
  private static final int MAX_BYTES = 256 * 1024;
  private static final String ROOTS = "# roots\n";

  private final OwnerFile file;

  public IdentityFile(Path path) {
    this.file = new OwnerFile(path, MAX_BYTES);
  }

  record Kept(Identity identity, List<X509Certificate> roots) {}

  void write(Kept kept) throws IOException {
    try {
      String text =
          Pem.encode("PRIVATE KEY", kept.identity().key().getEncoded())
              + Pem.encode(kept.identity().chain())
              + ROOTS
              + Pem.encode(kept.roots());
      file.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IOException(file.path() + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * @return null: nothing was kept
   * @throws IOException if something was, but cannot be used
   */
  @Nullable Kept read() throws IOException {
    byte[] content = file.read();
    if (content == null) {
      return null;
    }
    String text = new String(content, StandardCharsets.US_ASCII);
    byte[] pkcs8 = Pem.decode("PRIVATE KEY", text);
    int roots = text.indexOf(ROOTS);
    int chain = text.indexOf("-----BEGIN CERTIFICATE-----");
    if (pkcs8 == null || chain < 0 || roots < chain) {
      throw new IOException(file.path() + " is not an identity that was kept here");
    }
    try {
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      List<X509Certificate> certificates = Pem.certificates(text.substring(chain, roots));
      checkPair(key, certificates.get(0));
      Identity identity = new Identity(0, key, certificates, SpiffeId.of(certificates.get(0)));
      return new Kept(identity, Pem.certificates(text.substring(roots + ROOTS.length())));
    } catch (GeneralSecurityException e) {
      throw new IOException(file.path() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void checkPair(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    byte[] probe = {1};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(probe);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("key and certificate do not belong together");
    }
  }
}
