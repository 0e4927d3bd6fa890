package dev.weft.collector.authority;

import dev.weft.collector.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.operator.OperatorCreationException;

/** The roots in one file that only its owner may read: keys and certificates never part. */
final class RootFile {
  private static final String MARK = "# weft: ";
  private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  private RootFile() {}

  /**
   * @param lifeSeconds of the certificates that it is to sign
   */
  static Roots loadOrMake(
      Path file, String trustDomain, long lifeSeconds, Clock clock, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        Roots made = Roots.of(Root.make(trustDomain, clock, random), lifeSeconds);
        save(file, text(made));
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

  private static Roots load(Path file, String trustDomain)
      throws IOException, GeneralSecurityException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(file).size() > 2) {
      throw new AuthorityException(
          "The authority's key in "
              + file
              + " can be read by others than its owner. Run: chmod 600 "
              + file);
    }
    Roots roots = parse(Files.readString(file));
    for (X509Certificate certificate : roots.trusted()) {
      String domain = trustDomain(certificate);
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
    }
    return roots;
  }

  /** What the file says; the first pair is all that older collectors look at. */
  static Roots parse(String text) throws GeneralSecurityException {
    List<Section> sections = Section.all(text);
    Section first = sections.get(0);
    Root signing = pair(first.body());
    Root next = null;
    Roots.Before before = null;
    long since = first.number("since", 0);
    for (Section section : sections.subList(1, sections.size())) {
      switch (section.name()) {
        case "next" -> next = pair(section.body());
        case "before" -> {
          List<X509Certificate> both = certificates(section.body());
          if (both.size() != 2) {
            throw new GeneralSecurityException(
                "its root before has no cross-certificate for the present one");
          }
          both.get(1).verify(both.get(0).getPublicKey());
          before =
              new Roots.Before(
                  both.get(0),
                  both.get(1),
                  section.number("trusted", 0) == 1,
                  section.number("end", 0));
        }
        default ->
            throw new GeneralSecurityException(
                "it has a part '" + section.name() + "' that only a newer version knows");
      }
    }
    return new Roots(signing, next, before, since, first.number("life", Roots.USUAL_LIFE_SECONDS));
  }

  private static Root pair(String text) throws GeneralSecurityException {
    byte[] key = Pem.decode("PRIVATE KEY", text);
    List<X509Certificate> certificates = certificates(text);
    if (key == null || certificates.size() != 1) {
      throw new GeneralSecurityException("it does not hold a PRIVATE KEY and a CERTIFICATE");
    }
    return new Root(
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
        certificates.get(0));
  }

  private static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    int at = text.indexOf(BEGIN_CERTIFICATE);
    while (at >= 0) {
      byte[] encoded = Pem.decode("CERTIFICATE", text.substring(at));
      if (encoded == null) {
        throw new GeneralSecurityException("a CERTIFICATE in it is cut");
      }
      all.add(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded)));
      at = text.indexOf(BEGIN_CERTIFICATE, at + 1);
    }
    return all;
  }

  static String text(Roots roots) {
    StringBuilder text =
        new StringBuilder(MARK)
            .append("signing since=")
            .append(roots.sinceMillis())
            .append(" life=")
            .append(roots.longestLifeSeconds())
            .append('\n');
    append(text, roots.signing());
    if (roots.next() != null) {
      append(text.append(MARK).append("next\n"), roots.next());
    }
    Roots.Before before = roots.before();
    if (before != null) {
      text.append(MARK)
          .append("before trusted=")
          .append(before.trusted() ? 1 : 0)
          .append(" end=")
          .append(before.lastEndMillis())
          .append('\n')
          .append(Pem.encode("CERTIFICATE", Root.encoded(before.root())))
          .append(Pem.encode("CERTIFICATE", Root.encoded(before.cross())));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Root root) {
    text.append(Pem.encode("PRIVATE KEY", root.key().getEncoded()))
        .append(Pem.encode("CERTIFICATE", Root.encoded(root.certificate())));
  }

  /** A part of the file: a line that names it, with numbers, and PEM. */
  private record Section(String name, Map<String, Long> numbers, String body) {
    static List<Section> all(String text) throws GeneralSecurityException {
      List<Section> all = new ArrayList<>();
      int at = text.indexOf(MARK);
      if (at != 0) {
        String body = at < 0 ? text : text.substring(0, at);
        all.add(new Section("signing", Map.of(), body));
      }
      while (at >= 0) {
        int line = text.indexOf('\n', at);
        int next = text.indexOf(MARK, at + 1);
        if (line < 0) {
          throw new GeneralSecurityException("it ends in the middle");
        }
        String[] words = text.substring(at + MARK.length(), line).trim().split(" ");
        Map<String, Long> numbers = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
          String[] pair = words[i].split("=", 2);
          try {
            numbers.put(pair[0], Long.parseLong(pair.length == 2 ? pair[1] : ""));
          } catch (NumberFormatException e) {
            throw new GeneralSecurityException("'" + words[i] + "' in it is no number", e);
          }
        }
        all.add(
            new Section(words[0], numbers, text.substring(line, next < 0 ? text.length() : next)));
        at = next;
      }
      if (!all.get(0).name().equals("signing")) {
        throw new GeneralSecurityException("it does not begin with the root that signs");
      }
      return all;
    }

    long number(String key, long absent) {
      return numbers.getOrDefault(key, absent);
    }
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

  /** Whole or not at all, also when the machine stops in between. */
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
    // The name too must be on the disk: what agents are told next may rest on this file alone.
    if (posix) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
