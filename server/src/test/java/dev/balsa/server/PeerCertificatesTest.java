package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.client.BalsaClient;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.config.PeerTlsSettings;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.peer.ClusterLookup;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsPlan.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call a member as another one: by what the certificate says, and what was revoked. */
class PeerCertificatesTest {

  @TempDir private Path directory;

  private TestAuthority authority;
  private KeyFiles own;
  private KeyFiles good;
  private KeyFiles revoked;
  private KeyFiles otherName;
  private URI peer;

  @BeforeEach
  void issue() throws IOException {
    authority = TestAuthority.in(directory.resolve("certificates"), "known");
    own = authority.issue("own", Wish.of("member", "127.0.0.1", "m.test"));
    good = authority.issue("good", Wish.of("member", "127.0.0.1", "m.test").inOldForm());
    otherName = authority.issue("other", Wish.of("guest", "127.0.0.1", "guest.test"));
    revoked = authority.issue("revoked", Wish.of("member", "127.0.0.1", "m.test").rsa());
    authority.revoke(authority.lastSerial());
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      peer = URI.create("https://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private BalsaConfig.Builder as(KeyFiles files) {
    return BalsaConfig.builder()
        .set(MemberSettings.DATA_DIR, directory.resolve("data").toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
        .set(MemberSettings.LISTEN_PEER_URLS, List.of(peer))
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, List.of(peer))
        .set(ClusterSettings.INITIAL_CLUSTER, "default=" + peer)
        .set(PeerTlsSettings.PEER_CERT_FILE, files.certificate().toString())
        .set(PeerTlsSettings.PEER_KEY_FILE, files.key().toString())
        .set(PeerTlsSettings.PEER_TRUSTED_CA_FILE, authority.certificate().toString())
        .set(PeerTlsSettings.PEER_CLIENT_CERT_AUTH, true);
  }

  /** A lone member opens its port for others when the first of them is announced. */
  private static void expectAnother(BalsaServer server) {
    MemberAddRequest another =
        MemberAddRequest.newBuilder().addPeerURLs("https://127.0.0.1:1").setIsLearner(true).build();
    try (BalsaClient client = BalsaClient.connect("http://127.0.0.1:" + server.clientPort())) {
      assertTrue(client.raw().write(ClusterGrpc.getMemberAddMethod(), another).await().hasMember());
    }
  }

  /** What the member tells whoever has this certificate; null if nothing. */
  private ClusterLookup.Found answerTo(KeyFiles caller) throws IOException {
    return PeerProbe.ask(
        TlsPlans.forPeers(as(caller).build(), new SystemEnvironment("test").clock()),
        peer.toString());
  }

  @Test
  void namesOfHostsAndTheListOfWhatWasRevokedCount() throws IOException {
    BalsaConfig config =
        as(own)
            .set(PeerTlsSettings.PEER_CERT_ALLOWED_HOSTNAME, "elsewhere.test,m.test")
            .set(
                PeerTlsSettings.PEER_CRL_FILE,
                directory.resolve("certificates/revoked.crl").toString())
            .build();
    try (BalsaServer server = BalsaServer.start(config)) {
      expectAnother(server);
      assertEquals(2, answerTo(good).members().size());
      assertNull(answerTo(revoked));
      assertNull(answerTo(otherName));
      TestAuthority stranger = TestAuthority.in(directory.resolve("unknown"), "unknown");
      assertNull(answerTo(stranger.issue("x", Wish.of("member", "127.0.0.1", "m.test"))));
    }
  }

  @Test
  void soDoesTheCommonName() throws IOException {
    BalsaConfig config = as(own).set(PeerTlsSettings.PEER_CERT_ALLOWED_CN, "x,member").build();
    try (BalsaServer server = BalsaServer.start(config)) {
      expectAnother(server);
      assertEquals(2, answerTo(good).members().size());
      assertEquals(2, answerTo(revoked).members().size(), "no list was named");
      assertNull(answerTo(otherName));
    }
  }
}
