package dev.balsa.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose signatures are believed. */
final class Authorities {

  private Authorities() {}

  /**
   * The runtime's own check of chains, dates and purposes against these.
   *
   * @param file PEM; null for the authorities that the runtime trusts
   */
  static X509ExtendedTrustManager read(Path file) throws IOException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(file == null ? null : storeOf(file));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IOException("this Java runtime cannot check certificates");
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use the authorities in " + file + ": " + e.getMessage(), e);
    }
  }

  private static KeyStore storeOf(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate certificate : new PemFile(file).certificates()) {
      store.setCertificateEntry("authority-" + number++, certificate);
    }
    return store;
  }
}
