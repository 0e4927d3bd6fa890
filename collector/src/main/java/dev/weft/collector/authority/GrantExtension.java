package dev.weft.collector.authority;

import dev.weft.collector.access.Grant;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * What a certificate says beyond the identity: the services that its holder may register and the
 * token by which it came. Written and read by the collector alone; others pass over it. It is no
 * alternative name, because a DNS name there would let an agent pass for a host of that name.
 *
 * @param tokenId empty: none
 */
record GrantExtension(Grant grant, String tokenId) {
  /** Of a random UUID, as ITU-T X.667 gives everybody. */
  private static final ASN1ObjectIdentifier ID =
      new ASN1ObjectIdentifier("2.25.223789753333609757336638907036334322340");

  void addTo(X509v3CertificateBuilder builder) throws IOException {
    String text = Json.write(Tree.of("services", grant.services(), "token", tokenId));
    builder.addExtension(ID, false, new DERUTF8String(text));
  }

  /** Of a certificate that this authority has signed for {@code namespace/serviceAccount}. */
  static GrantExtension of(X509Certificate certificate, String namespace, String serviceAccount)
      throws CertificateException {
    byte[] value = certificate.getExtensionValue(ID.getId());
    if (value == null) {
      throw new CertificateException("it does not say which services its holder may register");
    }
    try {
      String text =
          ASN1UTF8String.getInstance(ASN1OctetString.getInstance(value).getOctets()).getString();
      Object tree = Json.parse(text);
      return new GrantExtension(
          new Grant(
              namespace,
              serviceAccount,
              Tree.list(tree, "services").stream().map(String::valueOf).toList()),
          Tree.text(tree, "token"));
    } catch (MalformedTreeException | IllegalArgumentException e) {
      throw new CertificateException("what it says of services cannot be read", e);
    }
  }
}
