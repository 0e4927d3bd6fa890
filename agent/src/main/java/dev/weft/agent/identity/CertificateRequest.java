package dev.weft.agent.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/**
 * A new P-256 key and the PKCS #10 request (RFC 2986) that asks for its certificate.
 *
 * @param keys never leave the process, but for {@code identity.store=file}
 * @param pem the request, signed by the key
 */
record CertificateRequest(KeyPair keys, String pem) {
  private static final byte[] ECDSA_WITH_SHA256 = Der.oid(1, 2, 840, 10045, 4, 3, 2);
  private static final byte[] EXTENSION_REQUEST = Der.oid(1, 2, 840, 113549, 1, 9, 14);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.oid(2, 5, 29, 17);
  private static final int URI_NAME = 6;

  /**
   * @param spiffeId asked for as the only alternative name; the subject stays empty, as SPIFFE
   *     wants
   */
  static CertificateRequest create(String spiffeId) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();

    byte[] names = Der.sequence(Der.contextText(URI_NAME, spiffeId));
    byte[] extension = Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.of(Der.OCTET_STRING, names));
    byte[] attribute = Der.sequence(EXTENSION_REQUEST, Der.set(Der.sequence(extension)));
    byte[] info =
        Der.sequence(
            Der.of(Der.INTEGER, new byte[] {0}),
            Der.sequence(),
            keys.getPublic().getEncoded(),
            Der.context(0, attribute));

    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(info);
    byte[] request =
        Der.sequence(info, Der.sequence(ECDSA_WITH_SHA256), Der.bitString(signature.sign()));
    return new CertificateRequest(keys, Pem.encode("CERTIFICATE REQUEST", request));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "CertificateRequest";
  }
}
