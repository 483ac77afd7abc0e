package dev.balsa.server.auth;

import dev.balsa.server.pem.PemBlock;
import dev.balsa.server.pem.PrivateKeys;
import dev.balsa.server.pem.PublicKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;

/**
 * The keys that tokens are signed and checked with.
 *
 * @param signing null for a member that only checks
 */
record JwtKeys(Key signing, Key checking) {

  private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads what key files hold.
   *
   * @param publicPem empty if there is no such file
   * @param privatePem empty if there is no such file; the secret itself for HS algorithms
   * @throws IllegalArgumentException in etcd's words, if there is no key, or they are no pair
   */
  static JwtKeys of(JwtAlgorithm algorithm, byte[] publicPem, byte[] privatePem) {
    if (algorithm.family() == JwtAlgorithm.Family.SECRET) {
      if (privatePem.length == 0) {
        throw new IllegalArgumentException("auth: missing key data");
      }
      Key secret = algorithm.secret(privatePem);
      return new JwtKeys(secret, secret);
    }
    try {
      PrivateKey signing = privatePem.length == 0 ? null : signing(algorithm, privatePem);
      PublicKey checking = publicPem.length == 0 ? null : checking(algorithm, publicPem);
      if (signing == null && checking == null) {
        throw new IllegalArgumentException("auth: missing key data");
      }
      if (signing != null) {
        PublicKey own = PublicHalf.of(signing);
        if (checking != null && !isPair(algorithm, signing, checking)) {
          throw new IllegalArgumentException("auth: public and private keys don't match");
        }
        checking = own;
      }
      return new JwtKeys(signing, checking);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "a key for " + algorithm.jwtName() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The first private key; openssl may put EC PARAMETERS before it. */
  private static PrivateKey signing(JwtAlgorithm algorithm, byte[] pem)
      throws GeneralSecurityException {
    for (PemBlock block : blocks(pem)) {
      if (PrivateKeys.isOne(block)) {
        return fitting(algorithm, PrivateKeys.read(block));
      }
    }
    throw new KeyException("invalid key: Key must be a PEM encoded PRIVATE KEY");
  }

  private static PublicKey checking(JwtAlgorithm algorithm, byte[] pem)
      throws GeneralSecurityException {
    for (PemBlock block : blocks(pem)) {
      if (PublicKeys.isOne(block)) {
        return fitting(algorithm, PublicKeys.read(block));
      }
    }
    throw new KeyException("invalid key: Key must be a PEM encoded PUBLIC KEY or CERTIFICATE");
  }

  private static List<PemBlock> blocks(byte[] pem) throws KeyException {
    try {
      return PemBlock.of(pem);
    } catch (IllegalArgumentException e) {
      throw new KeyException("the text form of a key is damaged", e);
    }
  }

  private static <K extends Key> K fitting(JwtAlgorithm algorithm, K key) throws KeyException {
    String wanted =
        switch (algorithm.family()) {
          case RSA -> "RSA";
          case EC -> "EC";
          case ED -> "EdDSA";
          case SECRET -> throw new KeyException("a secret is no pair of keys");
        };
    if (!key.getAlgorithm().equals(wanted)) {
      throw new KeyException("the file holds a key for " + key.getAlgorithm());
    }
    return key;
  }

  private static boolean isPair(JwtAlgorithm algorithm, PrivateKey signing, PublicKey checking)
      throws GeneralSecurityException {
    return algorithm.verify(checking, PROBE, algorithm.sign(signing, PROBE));
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return signing == null ? "JwtKeys[check only]" : "JwtKeys[sign and check]";
  }
}
