package dev.balsa.server.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys from PEM files, in every form that openssl writes.
 *
 * <p>Java reads private keys as PKCS #8 only. The older forms of RSA (PKCS #1) and of elliptic
 * curves (SEC 1) are what is inside of that, so they get its shell:
 *
 * <pre>
 *   SEQUENCE { INTEGER 0, SEQUENCE { OID algorithm, parameters }, OCTET STRING { the older form } }
 * </pre>
 */
final class PemKeys {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int BIT_STRING = 0x03;
  private static final int OBJECT_ID = 0x06;
  private static final int PARAMETERS = 0xa0;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final byte[] NULL = {0x05, 0x00};
  private static final byte[] RSA_ID = hex("06092a864886f70d010101");
  private static final byte[] EC_ID = hex("06072a8648ce3d0201");

  private record Block(String type, byte[] content) {}

  private PemKeys() {}

  /** The private key in a file. */
  static PrivateKey privateKey(JwtAlgorithm.Family family, byte[] pem)
      throws GeneralSecurityException {
    Block block = block(pem, "PRIVATE KEY");
    byte[] pkcs8 =
        switch (block.type()) {
          case "PRIVATE KEY" -> block.content();
          case "RSA PRIVATE KEY" -> wrapped(concat(RSA_ID, NULL), block.content());
          case "EC PRIVATE KEY" ->
              wrapped(concat(EC_ID, curveOf(block.content())), block.content());
          default ->
              throw new InvalidKeySpecException("a file holds " + block.type() + ", not a key");
        };
    return factory(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** The public key in a file, or of the certificate in it. */
  static PublicKey publicKey(JwtAlgorithm.Family family, byte[] pem)
      throws GeneralSecurityException {
    Block block = block(pem, "PUBLIC KEY", "CERTIFICATE");
    byte[] spki =
        switch (block.type()) {
          case "PUBLIC KEY" -> block.content();
          case "CERTIFICATE" ->
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(block.content()))
                  .getPublicKey()
                  .getEncoded();
          case "RSA PUBLIC KEY" ->
              der(
                  SEQUENCE,
                  concat(
                      der(SEQUENCE, concat(RSA_ID, NULL)),
                      der(BIT_STRING, concat(new byte[] {0}, block.content()))));
          default ->
              throw new InvalidKeySpecException("a file holds " + block.type() + ", not a key");
        };
    return factory(family).generatePublic(new X509EncodedKeySpec(spki));
  }

  private static KeyFactory factory(JwtAlgorithm.Family family) throws GeneralSecurityException {
    return switch (family) {
      case RSA -> KeyFactory.getInstance("RSA");
      case EC -> KeyFactory.getInstance("EC");
      case ED -> KeyFactory.getInstance("Ed25519");
      case SECRET -> throw new InvalidKeySpecException("a secret is no pair of keys");
    };
  }

  /** The first block whose type ends with one of these; openssl may put EC PARAMETERS before it. */
  private static Block block(byte[] pem, String... endings) throws InvalidKeySpecException {
    Matcher matcher = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      for (String ending : endings) {
        if (matcher.group(1).endsWith(ending)) {
          return new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2)));
        }
      }
    }
    throw new InvalidKeySpecException(
        "invalid key: Key must be a PEM encoded " + String.join(" or ", endings));
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, concat(VERSION_0, der(SEQUENCE, algorithm), der(OCTET_STRING, key)));
  }

  /** The curve's object id inside a SEC 1 key: {@code [0] { OID }} behind the number. */
  private static byte[] curveOf(byte[] sec1) throws InvalidKeySpecException {
    for (int i = 0; i + 3 < sec1.length; i++) {
      int length = sec1[i + 1] & 0xff;
      boolean found =
          (sec1[i] & 0xff) == PARAMETERS
              && sec1[i + 2] == OBJECT_ID
              && (sec1[i + 3] & 0xff) == length - 2
              && i + 2 + length <= sec1.length;
      if (found) {
        return java.util.Arrays.copyOfRange(sec1, i + 2, i + 2 + length);
      }
    }
    throw new InvalidKeySpecException("an EC key does not say which curve it is on");
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = (32 - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >>> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return java.util.HexFormat.of().parseHex(text);
  }
}
