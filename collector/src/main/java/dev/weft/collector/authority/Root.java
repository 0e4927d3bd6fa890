package dev.weft.collector.authority;

import dev.weft.collector.time.Clock;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root's key and certificate. */
record Root(PrivateKey key, X509Certificate certificate) {
  private static final Duration LIFE = Duration.ofDays(3650);

  /** For agents whose clock is behind. */
  private static final Duration SKEW = Duration.ofHours(1);

  /** Certificates of authorities between a root and a leaf: the one of {@link #cross}. */
  private static final int PATH_LENGTH = 1;

  static Root make(String trustDomain, Clock clock, SecureRandom random)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    BigInteger serial = new BigInteger(127, random).setBit(126);
    X500Name name =
        new X500NameBuilder()
            .addRDN(BCStyle.O, trustDomain)
            .addRDN(BCStyle.CN, "Weft root " + serial.toString(16).substring(0, 8))
            .build();
    long now = clock.millis();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial,
            new Date(now - SKEW.toMillis()),
            new Date(now + LIFE.toMillis()),
            name,
            pair.getPublic());
    constrain(builder, pair.getPublic(), trustDomain, PATH_LENGTH);
    return new Root(pair.getPrivate(), signed(builder, pair.getPrivate()));
  }

  /**
   * The certificate of {@code next}, signed by this root: who knows this one only gets by it to the
   * other. Valid as long as both.
   */
  X509Certificate cross(Root next, String trustDomain, SecureRandom random)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509Certificate other = next.certificate();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new JcaX509CertificateHolder(certificate).getSubject(),
            new BigInteger(127, random).setBit(126),
            later(certificate.getNotBefore(), other.getNotBefore()),
            earlier(certificate.getNotAfter(), other.getNotAfter()),
            new JcaX509CertificateHolder(other).getSubject(),
            other.getPublicKey());
    constrain(builder, other.getPublicKey(), trustDomain, PATH_LENGTH - 1);
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
    return signed(builder, key);
  }

  private static void constrain(
      JcaX509v3CertificateBuilder builder, PublicKey key, String trustDomain, int pathLength)
      throws GeneralSecurityException, IOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + trustDomain)));
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
  }

  private static Date later(Date one, Date other) {
    return one.after(other) ? one : other;
  }

  private static Date earlier(Date one, Date other) {
    return one.before(other) ? one : other;
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new AuthorityException("A root certificate cannot be encoded", e);
    }
  }

  /** Says nothing of the key, so that no log ever does. */
  @Override
  public String toString() {
    return "Root[" + certificate.getSubjectX500Principal() + "]";
  }
}
