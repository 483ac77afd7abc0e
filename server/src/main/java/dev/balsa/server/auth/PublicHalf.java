package dev.balsa.server.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;

/**
 * The public key that belongs to a private one. Only for the start: the arithmetic takes more or
 * less time depending on the key.
 */
final class PublicHalf {

  private PublicHalf() {}

  static PublicKey of(PrivateKey key) throws GeneralSecurityException {
    if (key instanceof RSAPrivateCrtKey rsa) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    } else if (key instanceof ECPrivateKey ec) {
      ECPoint point = multiple(ec.getParams(), ec.getS());
      return KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(point, ec.getParams()));
    } else if (key instanceof EdECPrivateKey ed) {
      return ed25519(ed.getBytes().orElseThrow());
    }
    throw new InvalidKeySpecException("no public key can be made from " + key.getAlgorithm());
  }

  /** Java makes a pair from whatever its source of chance gives: here the key that is there. */
  private static PublicKey ed25519(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(255, new Given(seed));
    return generator.generateKeyPair().getPublic();
  }

  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    Given(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }

  /** The generator of a curve added to itself, by doubling and adding (SEC 1, section 2.2.1). */
  private static ECPoint multiple(ECParameterSpec curve, BigInteger factor) {
    BigInteger prime = ((ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger a = curve.getCurve().getA();
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      sum = add(sum, sum, a, prime);
      if (factor.testBit(bit)) {
        sum = add(sum, curve.getGenerator(), a, prime);
      }
    }
    return sum;
  }

  private static ECPoint add(ECPoint p, ECPoint q, BigInteger a, BigInteger prime) {
    if (p.equals(ECPoint.POINT_INFINITY)) {
      return q;
    } else if (q.equals(ECPoint.POINT_INFINITY)) {
      return p;
    }
    BigInteger slope;
    if (p.equals(q)) {
      BigInteger square = p.getAffineX().pow(2);
      BigInteger above = square.multiply(BigInteger.valueOf(3)).add(a);
      slope = above.multiply(p.getAffineY().shiftLeft(1).modInverse(prime)).mod(prime);
    } else {
      BigInteger above = q.getAffineY().subtract(p.getAffineY());
      BigInteger below = q.getAffineX().subtract(p.getAffineX()).mod(prime);
      slope = above.multiply(below.modInverse(prime)).mod(prime);
    }
    BigInteger x = slope.pow(2).subtract(p.getAffineX()).subtract(q.getAffineX()).mod(prime);
    BigInteger y = slope.multiply(p.getAffineX().subtract(x)).subtract(p.getAffineY()).mod(prime);
    return new ECPoint(x, y);
  }
}
