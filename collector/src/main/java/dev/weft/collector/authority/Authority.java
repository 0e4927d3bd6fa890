package dev.weft.collector.authority;

import dev.weft.collector.access.Grant;
import dev.weft.collector.time.Clock;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The mesh's certificate authority: a root of its own, made at the first start and changed by
 * {@link Rollover}, signs what agents ask for. Keys are made in the agents' JVMs and never come
 * here. Thread-safe.
 */
public final class Authority {
  /**
   * Backdates certificates: five minutes that clocks may differ by, and one for what passes between
   * reading them. It takes nothing from anyone: what is backdated was made now.
   */
  private static final Duration SKEW = Duration.ofMinutes(6);

  /** Of the collector's own certificate, which is renewed at half of it. */
  private static final Duration COLLECTOR_LIFE = Duration.ofDays(30);

  private static final Pattern AGENT_ID = Pattern.compile("spiffe://([^/]+)/ns/([^/]+)/sa/([^/]+)");

  private final Rollover rollover;
  private final boolean made;
  private final String trustDomain;
  private final Duration timeToLive;
  private final Clock clock;
  private final SecureRandom random;

  private Authority(
      Rollover rollover,
      boolean made,
      String trustDomain,
      Duration timeToLive,
      Clock clock,
      SecureRandom random) {
    this.rollover = rollover;
    this.made = made;
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
    Path file = folder.resolve("authority.pem");
    boolean missing = !Files.exists(file);
    return new Authority(
        new Rollover(file, trustDomain, timeToLive, clock, random),
        missing,
        trustDomain,
        timeToLive,
        clock,
        random);
  }

  /** Whether there was none, so that this one was made just now. */
  public boolean isNew() {
    return made;
  }

  public String trustDomain() {
    return trustDomain;
  }

  /** PEM, all that are to be trusted now. */
  public String roots() {
    return rollover.pem();
  }

  /** How its roots change. */
  public Rollover rollover() {
    return rollover;
  }

  /** SHA-256 of the root that signs, hexadecimal: what tokens that are made now carry of it. */
  public String fingerprint() {
    return Rollover.fingerprint(rollover.roots().signing().certificate());
  }

  /** Until when the root that signs is good, epoch milliseconds. */
  public long untilMillis() {
    return rollover.roots().signing().certificate().getNotAfter().getTime();
  }

  /** As {@link #sign(String, Grant, String)} for the service of the account's own name. */
  public String sign(String request, String namespace, String serviceAccount)
      throws RefusedRequestException {
    return sign(request, new Grant(namespace, serviceAccount, List.of(serviceAccount)), "");
  }

  /**
   * @param request PEM, PKCS #10; only its key is taken from it
   * @param grant whom the certificate names, and what its holder may register
   * @param tokenId by which the holder came; empty: none
   * @return PEM, leaf first, without the root; while roots roll with what leads to the old one, for
   *     peers that were not told of the new one
   * @throws RefusedRequestException if it is not a request that can be signed
   */
  public String sign(String request, Grant grant, String tokenId) throws RefusedRequestException {
    PublicKey key = SigningRequest.key(request);
    String id = agentId(grant.namespace(), grant.serviceAccount());
    Roots roots = rollover.roots();
    try {
      X509v3CertificateBuilder builder =
          builder(roots.signing(), key, timeToLive, name(grant.serviceAccount()), KeyUsages.AGENT);
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id)));
      new GrantExtension(grant, tokenId).addTo(builder);
      X509CertificateHolder leaf = signed(roots.signing(), builder);
      X509Certificate cross =
          roots.phase() == Phase.RENEWING
              ? Rollover.cross(roots, leaf.getNotAfter().getTime())
              : null;
      return Pem.encode("CERTIFICATE", leaf.getEncoded())
          + (cross == null ? "" : Pem.encode("CERTIFICATE", Root.encoded(cross)));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AuthorityException("A certificate for " + id + " cannot be signed: " + e, e);
    }
  }

  private String agentId(String namespace, String serviceAccount) {
    return "spiffe://" + trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
  }

  /** The URI that only the collector's own certificate has: no agent can pass for it. */
  public String collectorId() {
    return "spiffe://" + trustDomain + "/weft/collector";
  }

  /**
   * A new key and certificate for the collector's own port.
   *
   * @param names host names and numeric addresses at which it is called
   */
  public ServerIdentity collectorIdentity(Collection<String> names) {
    Roots roots = rollover.roots();
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      X509v3CertificateBuilder builder =
          builder(
              roots.signing(),
              pair.getPublic(),
              COLLECTOR_LIFE,
              name("weft collector"),
              KeyUsages.COLLECTOR);
      List<GeneralName> alternatives = new ArrayList<>();
      alternatives.add(new GeneralName(GeneralName.uniformResourceIdentifier, collectorId()));
      for (String name : names) {
        boolean numeric = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
        alternatives.add(
            new GeneralName(numeric ? GeneralName.iPAddress : GeneralName.dNSName, name));
      }
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(alternatives.toArray(new GeneralName[0])));
      X509Certificate leaf =
          new JcaX509CertificateConverter().getCertificate(signed(roots.signing(), builder));
      List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
      X509Certificate cross = Rollover.cross(roots, clock.millis());
      if (cross != null) {
        // In this order: whoever knows the old root goes leaf, cross, root before.
        chain.add(cross);
        chain.add(roots.before().root());
      }
      chain.add(roots.signing().certificate());
      return new ServerIdentity(pair.getPrivate(), chain);
    } catch (GeneralSecurityException
        | OperatorCreationException
        | IOException
        | IllegalArgumentException e) {
      throw new AuthorityException("The collector's own certificate cannot be signed: " + e, e);
    }
  }

  /**
   * Whether this authority has signed {@code chain} for an agent, and for which.
   *
   * @throws CertificateException if it has not, or the certificate's time is over; says why
   */
  public AgentCertificate verify(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    X509Certificate leaf = chain[0];
    leaf.checkValidity(new Date(clock.millis()));
    checkSigned(leaf);
    List<String> usages = leaf.getExtendedKeyUsage();
    if (leaf.getBasicConstraints() >= 0
        || usages == null
        || !usages.contains(KeyPurposeId.id_kp_clientAuth.getId())) {
      throw new CertificateException("it is not made for an agent");
    }
    Matcher id = AGENT_ID.matcher(uri(leaf));
    if (!id.matches() || !id.group(1).equals(trustDomain)) {
      throw new CertificateException("it names no agent of " + trustDomain);
    }
    GrantExtension extension = GrantExtension.of(leaf, id.group(2), id.group(3));
    return new AgentCertificate(id.group(), extension.grant(), extension.tokenId());
  }

  private void checkSigned(X509Certificate leaf) throws CertificateException {
    GeneralSecurityException last = null;
    for (X509Certificate root : rollover.roots().trusted()) {
      try {
        leaf.verify(root.getPublicKey());
        return;
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new CertificateException("this mesh's authority has not signed it", last);
  }

  private static String uri(X509Certificate leaf) throws CertificateException {
    if (leaf.getSubjectAlternativeNames() != null) {
      for (List<?> name : leaf.getSubjectAlternativeNames()) {
        if (Integer.valueOf(GeneralName.uniformResourceIdentifier).equals(name.get(0))) {
          return String.valueOf(name.get(1));
        }
      }
    }
    return "";
  }

  private X509v3CertificateBuilder builder(
      Root root, PublicKey key, Duration life, X500Name subject, ExtendedKeyUsage usage)
      throws GeneralSecurityException, IOException {
    long now = clock.millis();
    Date from =
        new Date(Math.max(now - SKEW.toMillis(), root.certificate().getNotBefore().getTime()));
    Date until =
        new Date(Math.min(now + life.toMillis(), root.certificate().getNotAfter().getTime()));
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new JcaX509CertificateHolder(root.certificate()).getSubject(),
            new BigInteger(127, random).setBit(126),
            from,
            until,
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, usage);
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(root.certificate()));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
    return builder;
  }

  private static X509CertificateHolder signed(Root root, X509v3CertificateBuilder builder)
      throws OperatorCreationException {
    return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key()));
  }

  /** What certificates are made for. */
  private static final class KeyUsages {
    static final ExtendedKeyUsage AGENT =
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
    static final ExtendedKeyUsage COLLECTOR = new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
  }

  /**
   * Not the bare account: a client that looks for a host name in the common name, where there is
   * none among the alternatives, must not find one there.
   */
  private static X500Name name(String serviceAccount) {
    return new X500NameBuilder().addRDN(BCStyle.CN, "weft:" + serviceAccount).build();
  }
}
