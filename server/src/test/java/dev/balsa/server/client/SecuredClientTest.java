package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Tls;
import dev.balsa.client.UnavailableException;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.interop.Scratch;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsPlan;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client and a server that both show who they are, and a socket in the file system. */
class SecuredClientTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Path directory;
  private static Path socket;
  private static Path securedSocket;
  private static TestAuthority authority;
  private static TlsPlan.KeyFiles alice;
  private static BalsaServer server;
  private static String secured;

  @BeforeAll
  static void start() throws Exception {
    directory = Scratch.directory("secured");
    socket = directory.resolve("client.sock");
    securedSocket = directory.resolve("secured.sock");
    authority = TestAuthority.in(directory.resolve("keys"), "known");
    TlsPlan.KeyFiles shown = authority.issue("server", Wish.of("server", "127.0.0.1"));
    alice = authority.issue("alice", Wish.of("alice", "client.test"));
    server =
        BalsaServer.start(
            BalsaConfig.builder()
                .set(MemberSettings.DATA_DIR, directory.resolve("data").toString())
                .set(
                    MemberSettings.LISTEN_CLIENT_URLS,
                    List.of(
                        URI.create("https://127.0.0.1:0"),
                        URI.create("unix://" + socket),
                        URI.create("unixs://" + securedSocket)))
                .set(MemberSettings.LISTEN_PEER_URLS, List.of(URI.create("http://127.0.0.1:0")))
                .set(ClientTlsSettings.CERT_FILE, shown.certificate().toString())
                .set(ClientTlsSettings.KEY_FILE, shown.key().toString())
                .set(ClientTlsSettings.TRUSTED_CA_FILE, authority.certificate().toString())
                .set(ClientTlsSettings.CLIENT_CERT_AUTH, true)
                .build());
    secured = "https://127.0.0.1:" + server.clientPort();
  }

  @AfterAll
  static void stop() {
    server.close();
    Scratch.delete(directory);
  }

  private static BalsaClient.Builder to(String endpoint, Tls tls) {
    return BalsaClient.builder().endpoints(endpoint).tls(tls).requestTimeout(PATIENCE);
  }

  private static void isServed(BalsaClient.Builder builder) {
    try (BalsaClient client = builder.build()) {
      long revision = client.kv().put("k", "v").await().revision();
      assertEquals(revision, client.kv().get("k").await().orElseThrow().modRevision());
    }
  }

  private static void isRefused(BalsaClient.Builder builder) {
    try (BalsaClient client = builder.requestTimeout(Duration.ofMillis(500)).build()) {
      assertThrows(UnavailableException.class, () -> client.kv().put("k", "v").await());
    }
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static KeyStore trusted() throws Exception {
    KeyStore store = empty();
    store.setCertificateEntry("ca", certificate(authority.certificate()));
    return store;
  }

  private static KeyStore own() throws Exception {
    String pem = Files.readString(alice.key()).replaceAll("-----[A-Z ]+-----", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    KeyStore store = empty();
    store.setKeyEntry("me", key, PASSWORD, new Certificate[] {certificate(alice.certificate())});
    return store;
  }

  @Test
  void pemFilesSayWhomToTrustAndWhoIsAsking() {
    Tls tls = Tls.trusting(authority.certificate()).identity(alice.certificate(), alice.key());
    isServed(to(secured, tls));
  }

  @Test
  void keyStoresSayWhomToTrustAndWhoIsAsking() throws Exception {
    isServed(to(secured, Tls.trusting(trusted()).identity(own(), PASSWORD)));
  }

  @Test
  void aReadyContextSaysBothAndCannotBeGivenAnotherIdentity() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own(), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    isServed(to(secured, Tls.of(context)));
    isRefused(to(secured.replace("127.0.0.1", "localhost"), Tls.of(context)));
    assertThrows(
        IllegalStateException.class,
        () -> Tls.of(context).identity(alice.certificate(), alice.key()));
  }

  @Test
  void whoShowsNothingOrTrustsSomebodyElseIsNotServed() {
    TestAuthority stranger = TestAuthority.in(directory.resolve("stranger"), "stranger");
    isRefused(to(secured, Tls.trusting(authority.certificate())));
    isRefused(
        to(
            secured,
            Tls.trusting(stranger.certificate()).identity(alice.certificate(), alice.key())));
  }

  @Test
  void theServersNameIsCheckedUnlessAnotherOneIsAsked() {
    // The certificate says 127.0.0.1, the endpoint says localhost.
    String other = "https://localhost:" + server.clientPort();
    Tls tls = Tls.trusting(authority.certificate()).identity(alice.certificate(), alice.key());
    isRefused(to(other, tls));
    isServed(to(other, tls).authority("127.0.0.1"));
  }

  @Test
  void filesThatCannotBeReadAreReportedWhenTheClientIsBuilt() {
    Tls missing = Tls.trusting(directory.resolve("nothing.pem"));
    assertThrows(UncheckedIOException.class, () -> to(secured, missing).build());
  }

  @Test
  void aSocketInTheFileSystemServesLikeAPort() {
    isServed(to("unix://" + socket, Tls.system()));
    try (BalsaClient client = BalsaClient.connect("unix:" + socket)) {
      assertEquals(List.of("unix://" + socket), client.endpoints());
      Recorder seen = new Recorder();
      client.watches().listen(dev.balsa.client.Watch.key("w"), seen).started().await();
      client.kv().put("w", "1").await();
      assertEquals(List.of("w=1"), seen.awaitChanges(1));
    }
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> BalsaClient.connect("unix://"));
    assertTrue(none.getMessage().contains("unix:///path"), none.getMessage());
  }

  @Test
  void aSecuredSocketAsksForCertificatesToo() {
    String endpoint = "unixs://" + securedSocket;
    Tls tls = Tls.trusting(authority.certificate()).identity(alice.certificate(), alice.key());
    // A path is no name that a certificate could have.
    isServed(to(endpoint, tls).authority("127.0.0.1"));
    isRefused(to(endpoint, Tls.trusting(authority.certificate())).authority("127.0.0.1"));
    isRefused(to(endpoint, tls).authority("somebody.test"));
  }
}
