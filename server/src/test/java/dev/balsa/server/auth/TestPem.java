package dev.balsa.server.auth;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/** Keys in the forms that openssl wrote before PKCS #8, by somebody else's code. */
final class TestPem {

  private TestPem() {}

  /** PKCS #1 for RSA, SEC 1 for elliptic curves. */
  static byte[] oldForm(KeyPair pair) {
    return pair.getPrivate() instanceof java.security.interfaces.ECPrivateKey ec
        ? write(sec1(ec))
        : write(pair.getPrivate());
  }

  /** With the curve inside, as openssl writes it: the JDK leaves it out. */
  private static PemObject sec1(java.security.interfaces.ECPrivateKey key) {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      ECPrivateKey inner = ECPrivateKey.getInstance(info.parsePrivateKey());
      ASN1Encodable curve = info.getPrivateKeyAlgorithm().getParameters();
      int bits = key.getParams().getOrder().bitLength();
      return new PemObject(
          "EC PRIVATE KEY", new ECPrivateKey(bits, inner.getKey(), curve).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code openssl ecparam -genkey} does: the name of the curve before the key. */
  static byte[] withParameters(KeyPair pair) {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
      byte[] curve = info.getPrivateKeyAlgorithm().getParameters().toASN1Primitive().getEncoded();
      return write(
          new PemObject("EC PARAMETERS", curve),
          sec1((java.security.interfaces.ECPrivateKey) pair.getPrivate()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PKCS #1. */
  static byte[] publicOldForm(KeyPair pair) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
      return write(new PemObject("RSA PUBLIC KEY", info.parsePublicKey().getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] write(Object... objects) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object each : objects) {
        writer.writeObject(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
