package dev.weft.collector.authority;

import dev.weft.collector.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The root in one file that only its owner may read: key and certificate never part. */
final class RootFile {
  private static final Duration LIFE = Duration.ofDays(3650);

  /** For agents whose clock is behind. */
  private static final Duration SKEW = Duration.ofHours(1);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  private RootFile() {}

  static Root loadOrMake(Path file, String trustDomain, Clock clock, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        Root made = make(trustDomain, clock, random);
        save(file, made);
        return made;
      }
      return load(file, trustDomain);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new AuthorityException(
          "The authority's file "
              + file
              + " cannot be used: "
              + e.getMessage()
              + ". It was left as it is. Restore it from a backup; without it every agent has to"
              + " learn a new root.",
          e);
    } catch (IOException e) {
      throw new AuthorityException(
          "The authority's file " + file + " cannot be read or written: " + e, e);
    }
  }

  private static Root load(Path file, String trustDomain)
      throws IOException, GeneralSecurityException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(file).size() > 2) {
      throw new AuthorityException(
          "The authority's key in "
              + file
              + " can be read by others than its owner. Run: chmod 600 "
              + file);
    }
    String text = Files.readString(file);
    Root root = parse(text);
    String domain = trustDomain(root.certificate());
    if (!domain.equals(trustDomain)) {
      throw new AuthorityException(
          "The authority in "
              + file
              + " is of trust domain "
              + domain
              + ", not "
              + trustDomain
              + ". Start with --trust-domain "
              + domain
              + ", or with another --data-dir.");
    }
    return root;
  }

  static Root parse(String text) throws GeneralSecurityException {
    byte[] key = Pem.decode("PRIVATE KEY", text);
    byte[] certificate = Pem.decode("CERTIFICATE", text);
    if (key == null || certificate == null) {
      throw new GeneralSecurityException("it does not hold a PRIVATE KEY and a CERTIFICATE");
    }
    return new Root(
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate)));
  }

  private static String trustDomain(X509Certificate certificate) throws GeneralSecurityException {
    if (certificate.getSubjectAlternativeNames() != null) {
      for (var name : certificate.getSubjectAlternativeNames()) {
        if (name.get(1) instanceof String uri && uri.startsWith("spiffe://")) {
          return uri.substring("spiffe://".length());
        }
      }
    }
    throw new GeneralSecurityException("its certificate names no trust domain");
  }

  private static Root make(String trustDomain, Clock clock, SecureRandom random)
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
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(1));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + trustDomain)));
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    return new Root(pair.getPrivate(), certificate);
  }

  /** Whole or not at all, also when the machine stops in between. */
  private static void save(Path file, Root root) throws IOException {
    save(
        file,
        Pem.encode("PRIVATE KEY", root.key().getEncoded())
            + Pem.encode("CERTIFICATE", root.encoded()));
  }

  static void save(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    Path part =
        posix
            ? Files.createTempFile(folder, "authority", ".part", OWNER_ONLY)
            : Files.createTempFile(folder, "authority", ".part");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
