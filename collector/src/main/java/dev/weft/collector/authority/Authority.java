package dev.weft.collector.authority;

import dev.weft.collector.time.Clock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The mesh's certificate authority: a root of its own, made at the first start, signs what agents
 * ask for. Keys are made in the agents' JVMs and never come here. Thread-safe.
 */
public final class Authority {
  /** Backdates a certificate for peers whose clock is behind, at most; never above TTL / 10. */
  private static final Duration MAX_SKEW = Duration.ofMinutes(1);

  private final Root root;
  private final String trustDomain;
  private final Duration timeToLive;
  private final Clock clock;
  private final SecureRandom random;

  private Authority(
      Root root, String trustDomain, Duration timeToLive, Clock clock, SecureRandom random) {
    this.root = root;
    this.trustDomain = trustDomain;
    this.timeToLive = timeToLive;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Loads the root from {@code folder}, or makes it.
   *
   * @param timeToLive of the certificates, 1 s or more
   * @throws AuthorityException if the root cannot be used; the message says what to do
   */
  public static Authority open(
      Path folder, String trustDomain, Duration timeToLive, Clock clock, SecureRandom random) {
    return new Authority(
        RootFile.loadOrMake(folder.resolve("authority.pem"), trustDomain, clock, random),
        trustDomain,
        timeToLive,
        clock,
        random);
  }

  public String trustDomain() {
    return trustDomain;
  }

  /** PEM, all that are to be trusted now. */
  public String roots() {
    return Pem.encode("CERTIFICATE", root.encoded());
  }

  /**
   * @param request PEM, PKCS #10; only its key is taken from it
   * @return PEM, leaf first, without the root
   * @throws RefusedRequestException if it is not a request that can be signed
   */
  public String sign(String request, String namespace, String serviceAccount)
      throws RefusedRequestException {
    PublicKey key = SigningRequest.key(request);
    long now = clock.millis();
    long skew = Math.min(MAX_SKEW.toMillis(), timeToLive.toMillis() / 10);
    Date from = new Date(Math.max(now - skew, root.certificate().getNotBefore().getTime()));
    Date until =
        new Date(Math.min(now + timeToLive.toMillis(), root.certificate().getNotAfter().getTime()));
    String id = "spiffe://" + trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new JcaX509CertificateHolder(root.certificate()).getSubject(),
              new BigInteger(127, random).setBit(126),
              from,
              until,
              name(serviceAccount),
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(root.certificate()));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
      return Pem.encode(
          "CERTIFICATE",
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key()))
              .getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AuthorityException("A certificate for " + id + " cannot be signed: " + e, e);
    }
  }

  private static X500Name name(String serviceAccount) {
    return new X500NameBuilder().addRDN(BCStyle.CN, serviceAccount).build();
  }
}
