package dev.weft.collector.authority;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Reads a PKCS #10 request from somebody who is not trusted. */
final class SigningRequest {
  /** One for EC P-256 has about 500. */
  static final int MAX_CHARACTERS = 8192;

  private static final int P256_BITS = 256;

  private SigningRequest() {}

  /** The key in {@code pem}, if whoever made the request holds its private half. */
  static PublicKey key(String pem) throws RefusedRequestException {
    if (pem.length() > MAX_CHARACTERS) {
      throw new RefusedRequestException(
          "the request has " + pem.length() + " characters, the limit is " + MAX_CHARACTERS);
    }
    byte[] bytes = Pem.decode("CERTIFICATE REQUEST", pem);
    if (bytes == null) {
      throw new RefusedRequestException("not a PEM block CERTIFICATE REQUEST");
    }
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(bytes);
      PublicKey key = request.getPublicKey();
      if (!(key instanceof ECPublicKey ec)
          || ec.getParams().getCurve().getField().getFieldSize() != P256_BITS) {
        throw new RefusedRequestException(
            "its key is " + key.getAlgorithm() + " of another size or curve, expected EC P-256");
      }
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new RefusedRequestException("its signature is not made with its key");
      }
      return key;
    } catch (IOException
        | GeneralSecurityException
        | PKCSException
        | OperatorCreationException
        | RuntimeException e) {
      // BouncyCastle answers malformed ASN.1 with runtime exceptions of many kinds.
      throw new RefusedRequestException("not a PKCS #10 request: " + e.getClass().getSimpleName());
    }
  }
}
