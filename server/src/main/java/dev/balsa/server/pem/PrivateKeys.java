package dev.balsa.server.pem;

import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/**
 * Private keys in the forms that tools write: PKCS #8 ({@code PRIVATE KEY}), PKCS #1 ({@code RSA
 * PRIVATE KEY}) and SEC 1 ({@code EC PRIVATE KEY}). The JDK reads the first only; the others are
 * put into its envelope.
 */
public final class PrivateKeys {

  private static final byte[] VERSION_0 = Der.wrap(Der.INTEGER, new byte[1]);

  /** Object identifier 1.2.840.113549.1.1.1 and its parameters, none. */
  static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** Object identifier 1.2.840.10045.2.1; the curve follows. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final byte[] SAMPLE = {'b', 'a', 'l', 's', 'a'};

  private PrivateKeys() {}

  /** Whether a block is a private key, in a form that is read or not. */
  public static boolean isOne(PemBlock block) {
    return block.label().endsWith("PRIVATE KEY");
  }

  /** Reads a key. */
  public static PrivateKey read(PemBlock block) throws GeneralSecurityException {
    byte[] content = block.content();
    return switch (block.label()) {
      case "PRIVATE KEY" -> ofPkcs8(content);
      case "RSA PRIVATE KEY" ->
          ofPkcs8(Der.wrap(Der.SEQUENCE, VERSION_0, RSA, Der.wrap(Der.OCTETS, content)));
      case "EC PRIVATE KEY" -> ofPkcs8(ecInPkcs8(content));
      default -> throw new KeyException("keys of the form \"" + block.label() + "\" are not read");
    };
  }

  private static byte[] ecInPkcs8(byte[] content) throws KeyException {
    Der key = new Der(new Der(content).next(Der.SEQUENCE));
    key.next(Der.INTEGER);
    key.next(Der.OCTETS);
    if (!key.hasMore() || key.tag() != Der.CONTEXT_0) {
      throw new KeyException("an EC key does not say which curve it is on");
    }
    byte[] curve = key.next(Der.CONTEXT_0);
    return Der.wrap(
        Der.SEQUENCE, VERSION_0, Der.wrap(Der.SEQUENCE, EC, curve), Der.wrap(Der.OCTETS, content));
  }

  private static PrivateKey ofPkcs8(byte[] content) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Whether what one signs the other confirms. */
  public static boolean belongTogether(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
