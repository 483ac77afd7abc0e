package dev.balsa.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;

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
      PrivateKey signing =
          privatePem.length == 0 ? null : PemKeys.privateKey(algorithm.family(), privatePem);
      PublicKey checking =
          publicPem.length == 0 ? null : PemKeys.publicKey(algorithm.family(), publicPem);
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
