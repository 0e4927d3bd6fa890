package dev.weft.agent.identity;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A certificate authority for tests. */
public final class TestCa {
  /** As much as the collector's authority backdates. */
  private static final long SKEW_MILLIS = 6 * 60_000;

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final String name;
  private final LongSupplier wallMillis;
  private final KeyPair keys;
  private final X509Certificate root;

  public TestCa(String name, LongSupplier wallMillis) {
    this.name = name;
    this.wallMillis = wallMillis;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      this.keys = generator.generateKeyPair();
      this.root = certificate(keys.getPublic(), "CN=" + name, null, 3_600);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The certificate of {@code other}, signed by this one: what leads from here to there. */
  public X509Certificate cross(TestCa other) {
    return certificate(other.keys.getPublic(), "CN=" + other.name, null, 3_600);
  }

  public X509Certificate root() {
    return root;
  }

  public String rootPem() {
    return pem(root);
  }

  /** Signs what the request asks for, after checking that it is signed by its own key. */
  public String sign(String requestPem, int lifeSeconds) {
    PKCS10CertificationRequest request = parse(requestPem);
    try {
      PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new AssertionError("request is not signed by its key");
      }
      return pem(certificate(key, "", requestedId(requestPem), lifeSeconds));
    } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw new AssertionError(e);
    }
  }

  /** The only alternative name that a request asks for. */
  public static String requestedId(String requestPem) {
    GeneralNames names =
        GeneralNames.fromExtensions(
            parse(requestPem).getRequestedExtensions(), Extension.subjectAlternativeName);
    GeneralName[] all = names.getNames();
    if (all.length != 1 || all[0].getTagNo() != GeneralName.uniformResourceIdentifier) {
      throw new AssertionError("expected one URI, got " + List.of(all));
    }
    return all[0].getName().toString();
  }

  private static PKCS10CertificationRequest parse(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return (PKCS10CertificationRequest) parser.readObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate certificate(
      PublicKey key, String subject, String spiffeId, int lifeSeconds) {
    try {
      long now = wallMillis.getAsLong();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=" + name),
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              new Date(now - SKEW_MILLIS),
              new Date(now + lifeSeconds * 1_000L),
              new X500Principal(subject),
              key);
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
      if (spiffeId == null) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      } else {
        builder.addExtension(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(X509Certificate certificate) {
    try {
      return Pem.encode(List.of(certificate));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
