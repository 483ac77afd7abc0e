package dev.balsa.jepsen.soak;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The JSON gateway over TLS, by the JDK's own client. Thread-safe. */
final class Gateway {

  private final URI server;
  private final SSLContext tls;
  private final HttpClient http;

  Gateway(SoakServer server) throws IOException {
    this.server = URI.create(server.endpoint());
    List<Path> files = server.nobody();
    try {
      tls = context(files.get(0), files.get(1), files.get(2));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
  }

  SSLContext tls() {
    return tls;
  }

  /** Posts JSON; the answer as text. */
  String post(String path, String token, String json) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": HTTP " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SSLContext context(Path authority, Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = empty();
    trusted.setCertificateEntry("authority", certificate(authority));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyStore own = empty();
    char[] none = new char[0];
    own.setKeyEntry("own", key(key), none, new Certificate[] {certificate(certificate)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String body =
        String.join(
            "", Files.readAllLines(file).stream().filter(line -> !line.startsWith("-")).toList());
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
  }
}
