package dev.balsa.server.http;

import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TlsPlan;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates of tests as the JDK wants them. */
public final class TestKeys {

  private static final char[] NO_PASSWORD = {};

  private TestKeys() {}

  /**
   * For a client that trusts one authority.
   *
   * @param shown null to show nothing
   */
  public static SSLContext context(TestAuthority authority, TlsPlan.KeyFiles shown)
      throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificate(authority.certificate()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    if (shown != null) {
      own.setKeyEntry(
          "me", key(shown), NO_PASSWORD, new Certificate[] {certificate(shown.certificate())});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  static HttpResponse<String> get(
      TestAuthority authority, TlsPlan.KeyFiles shown, HttpClient.Version version, String url)
      throws Exception {
    HttpClient client =
        HttpClient.newBuilder().sslContext(context(authority, shown)).version(version).build();
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The key as the only form that gRPC reads. */
  static String pkcs8(TlsPlan.KeyFiles files) throws IOException {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key(files).getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static PrivateKey key(TlsPlan.KeyFiles files) throws IOException {
    try (PEMParser parser = new PEMParser(Files.newBufferedReader(files.key()))) {
      Object read = parser.readObject();
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return read instanceof PEMKeyPair pair
          ? converter.getPrivateKey(pair.getPrivateKeyInfo())
          : converter.getPrivateKey((org.bouncycastle.asn1.pkcs.PrivateKeyInfo) read);
    }
  }

  private static Certificate certificate(java.nio.file.Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
