package dev.balsa.server.auth;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The ways to sign a JSON Web Token (RFC 7518, RFC 8037), by Java's own cryptography. */
enum JwtAlgorithm {
  HS256(Family.SECRET, "HmacSHA256", null),
  HS384(Family.SECRET, "HmacSHA384", null),
  HS512(Family.SECRET, "HmacSHA512", null),
  RS256(Family.RSA, "SHA256withRSA", null),
  RS384(Family.RSA, "SHA384withRSA", null),
  RS512(Family.RSA, "SHA512withRSA", null),
  PS256(Family.RSA, "RSASSA-PSS", "SHA-256"),
  PS384(Family.RSA, "RSASSA-PSS", "SHA-384"),
  PS512(Family.RSA, "RSASSA-PSS", "SHA-512"),
  ES256(Family.EC, "SHA256withECDSAinP1363Format", null),
  ES384(Family.EC, "SHA384withECDSAinP1363Format", null),
  ES512(Family.EC, "SHA512withECDSAinP1363Format", null),
  EDDSA(Family.ED, "Ed25519", null);

  /** Which kind of key it takes. */
  enum Family {
    SECRET,
    RSA,
    EC,
    ED
  }

  private final Family family;
  private final String javaName;

  /** For RSA-PSS: the hash, whose size is the salt's too; null for all others. */
  private final String pssHash;

  JwtAlgorithm(Family family, String javaName, String pssHash) {
    this.family = family;
    this.javaName = javaName;
    this.pssHash = pssHash;
  }

  /** The algorithm of this name; null if there is none. */
  static JwtAlgorithm named(String name) {
    for (JwtAlgorithm algorithm : values()) {
      if (algorithm.jwtName().equals(name)) {
        return algorithm;
      }
    }
    return null;
  }

  /** As the header of a token says it. */
  String jwtName() {
    return this == EDDSA ? "EdDSA" : name();
  }

  Family family() {
    return family;
  }

  byte[] sign(Key key, byte[] content) throws GeneralSecurityException {
    if (family == Family.SECRET) {
      return mac(key, content);
    }
    Signature signature = signature();
    signature.initSign((PrivateKey) key);
    signature.update(content);
    return signature.sign();
  }

  boolean verify(Key key, byte[] content, byte[] signed) throws GeneralSecurityException {
    if (family == Family.SECRET) {
      return java.security.MessageDigest.isEqual(mac(key, content), signed);
    }
    Signature signature = signature();
    signature.initVerify((PublicKey) key);
    signature.update(content);
    return signature.verify(signed);
  }

  /** A secret as a key. */
  Key secret(byte[] bytes) {
    return new SecretKeySpec(bytes, javaName);
  }

  private byte[] mac(Key key, byte[] content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(javaName);
    mac.init(key);
    return mac.doFinal(content);
  }

  private Signature signature() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(javaName);
    if (pssHash != null) {
      int saltBytes = Integer.parseInt(pssHash.substring("SHA-".length())) / Byte.SIZE;
      signature.setParameter(
          new PSSParameterSpec(
              pssHash,
              "MGF1",
              new MGF1ParameterSpec(pssHash),
              saltBytes,
              PSSParameterSpec.TRAILER_FIELD_BC));
    }
    return signature;
  }
}
