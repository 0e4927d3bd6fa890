package dev.weft.smoke.identity;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates of the mesh as the collector does, but with any life, or of a foreign root.
 */
final class TestIdentity {
  private static final char[] PASSWORD = "test".toCharArray();

  private final X500Name issuer;
  private final PrivateKey issuerKey;

  private TestIdentity(X500Name issuer, PrivateKey issuerKey) {
    this.issuer = issuer;
    this.issuerKey = issuerKey;
  }

  /** Signs with the key that a collector keeps in its data folder. */
  static TestIdentity ofCollector(Path dataDir) throws IOException {
    PrivateKey key = null;
    X500Name name = null;
    try (PEMParser pem =
        new PEMParser(new StringReader(Files.readString(dataDir.resolve("authority.pem"))))) {
      for (Object each = pem.readObject(); each != null; each = pem.readObject()) {
        if (each instanceof PrivateKeyInfo info) {
          key = new JcaPEMKeyConverter().getPrivateKey(info);
        } else if (each instanceof X509CertificateHolder certificate) {
          name = certificate.getSubject();
        }
      }
    }
    if (key == null || name == null) {
      throw new IOException("no key and certificate in " + dataDir);
    }
    return new TestIdentity(name, key);
  }

  /** Signs with a key that nobody trusts, under the same name. */
  TestIdentity foreign() throws GeneralSecurityException {
    return new TestIdentity(issuer, newKey().getPrivate());
  }

  /** A client's context with a certificate that is valid for this long from now. */
  SSLContext client(String account, Duration life)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPair key = newKey();
    Instant now = Instant.now();
    X509Certificate leaf =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.valueOf(now.toEpochMilli()),
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plus(life)),
                        new X500Name("CN=test"),
                        key.getPublic())
                    .addExtension(
                        Extension.subjectAlternativeName,
                        true,
                        new GeneralNames(
                            new GeneralName(
                                GeneralName.uniformResourceIdentifier,
                                "spiffe://cluster.local/ns/default/sa/" + account)))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key.getPrivate(), PASSWORD, new X509Certificate[] {leaf});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), new TrustManager[] {new TrustsAll()}, null);
    return context;
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
