package dev.balsa.server.pem;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;

/** Public keys in the forms that tools write: X.509, PKCS #1, and those of certificates. */
public final class PublicKeys {

  private PublicKeys() {}

  /** Whether a block is one that {@link #read} takes. */
  public static boolean isOne(PemBlock block) {
    return switch (block.label()) {
      case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE" -> true;
      default -> false;
    };
  }

  /** Reads a key, or that of a certificate. */
  public static PublicKey read(PemBlock block) throws GeneralSecurityException {
    return switch (block.label()) {
      case "PUBLIC KEY" -> ofX509(block.content());
      case "RSA PUBLIC KEY" ->
          ofX509(
              Der.wrap(
                  Der.SEQUENCE, PrivateKeys.RSA, Der.wrap(Der.BITS, new byte[1], block.content())));
      case "CERTIFICATE" ->
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.content()))
              .getPublicKey();
      default -> throw new KeyException("keys of the form \"" + block.label() + "\" are not read");
    };
  }

  private static PublicKey ofX509(byte[] content) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : PrivateKeys.ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(content));
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw last;
  }
}
