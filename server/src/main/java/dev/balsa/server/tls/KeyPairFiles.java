package dev.balsa.server.tls;

import dev.balsa.server.pem.PrivateKeys;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What two files say one is.
 *
 * @param chain the own certificate first
 */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {

  /**
   * Reads both.
   *
   * @throws IOException if they cannot be read or do not belong together; one line
   */
  static KeyPairFiles read(TlsPlan.KeyFiles files) throws IOException {
    List<X509Certificate> chain = new PemFile(files.certificate()).certificates();
    PrivateKey key = new PemFile(files.key()).privateKey();
    if (!PrivateKeys.belongTogether(key, chain.get(0).getPublicKey())) {
      throw new IOException(
          "tls: private key does not match public key: "
              + files.key()
              + ", "
              + files.certificate());
    }
    return new KeyPairFiles(chain, key);
  }

  X509Certificate[] chainArray() {
    return chain.toArray(X509Certificate[]::new);
  }
}
