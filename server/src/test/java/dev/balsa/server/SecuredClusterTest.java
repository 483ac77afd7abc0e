package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.config.PeerTlsSettings;
import dev.balsa.server.env.Clock;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Three members that are sure of each other and of their clients. */
class SecuredClusterTest extends ServerTrio {

  private static final Clock CLOCK = new SystemEnvironment("test").clock();

  private TestAuthority authority;
  private TlsPlan.KeyFiles server;
  private TlsPlan.KeyFiles member;
  private TlsPlan.KeyFiles alice;

  @Override
  String peerScheme() {
    return "https";
  }

  @Override
  void adjust(BalsaConfig.Builder builder) {
    builder
        .set(
            MemberSettings.LISTEN_CLIENT_URLS,
            List.of(URI.create("http://127.0.0.1:0"), URI.create("https://127.0.0.1:0")))
        .set(ClientTlsSettings.CERT_FILE, server.certificate().toString())
        .set(ClientTlsSettings.KEY_FILE, server.key().toString())
        .set(ClientTlsSettings.TRUSTED_CA_FILE, authority.certificate().toString())
        .set(ClientTlsSettings.CLIENT_CERT_AUTH, true)
        .set(PeerTlsSettings.PEER_CERT_FILE, member.certificate().toString())
        .set(PeerTlsSettings.PEER_KEY_FILE, member.key().toString())
        .set(PeerTlsSettings.PEER_TRUSTED_CA_FILE, authority.certificate().toString())
        .set(PeerTlsSettings.PEER_CLIENT_CERT_AUTH, true)
        .set(PeerTlsSettings.PEER_CERT_ALLOWED_CN, "member");
  }

  private void makeCertificates() {
    authority = TestAuthority.in(directory.resolve("certificates"), "known");
    server = authority.issue("server", Wish.of("server", "localhost", "127.0.0.1"));
    member = authority.issue("member", Wish.of("member", "localhost", "127.0.0.1").rsa());
    alice = authority.issue("alice", Wish.of("alice", "client.test"));
  }

  @Test
  void agreesOverTlsServesEtcdctlAndCurlAndTakesOverNewCertificatesUnderLoad() throws Exception {
    makeCertificates();
    form();
    put(0, "a", "1");
    assertEquals("1", get(2, "a"));
    refusesStrangersAmongMembers();
    renewsCertificatesWhileClientsWrite();
    // A member that comes back connects anew, with the renewed certificate.
    stop(1);
    put(0, "b", "2");
    start(1);
    assertEquals("2", get(1, "b"));
    servesEtcdctlAndCurl();
  }

  /** Neither one without TLS nor one whose certificate has another name. */
  private void refusesStrangersAmongMembers() throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), peerPort(0))) {
      plain
          .getOutputStream()
          .write("GET /version HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = plain.getInputStream().readAllBytes();
      assertTrue(answer.length < 16, "nothing but an alert of TLS at most");
    }
    TlsPlan.KeyFiles own = member;
    try {
      member = alice;
      BalsaConfig.Builder stranger = BalsaConfig.builder();
      adjust(stranger);
      dev.balsa.server.peer.PeerTls tls = TlsPlans.forPeers(stranger.build(), CLOCK);
      assertNull(PeerProbe.ask(tls, "https://127.0.0.1:" + peerPort(0)));
      member = own;
      BalsaConfig.Builder friend = BalsaConfig.builder();
      adjust(friend);
      assertEquals(
          SIZE,
          PeerProbe.ask(
                  TlsPlans.forPeers(friend.build(), CLOCK), "https://127.0.0.1:" + peerPort(0))
              .members()
              .size());
    } finally {
      member = own;
    }
  }

  private void renewsCertificatesWhileClientsWrite() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; !over.get(); i++) {
                  put(0, "load", Integer.toString(i));
                }
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
    writer.start();
    authority.issue("server", Wish.of("server", "localhost", "127.0.0.1").rsa());
    authority.issue("member", Wish.of("member", "localhost", "127.0.0.1"));
    over.set(true);
    writer.join();
    assertEquals(List.of(), failures);
  }

  private void servesEtcdctlAndCurl() throws Exception {
    Assumptions.assumeTrue(isThere("etcdctl") && isThere("curl"), "etcdctl and curl");
    String endpoint = servers[1].endpoints().get(1);
    assertTrue(endpoint.startsWith("https://"));
    List<String> etcdctl =
        List.of(
            "etcdctl",
            "--endpoints=" + endpoint,
            "--cacert=" + authority.certificate(),
            "--cert=" + alice.certificate(),
            "--key=" + alice.key());
    assertEquals("OK\n", run(etcdctl, "put", "greeting", "hello"));
    assertEquals("greeting\nhello\n", run(etcdctl, "get", "greeting"));
    List<String> curl =
        List.of(
            "curl",
            "-sS",
            "--cacert",
            authority.certificate().toString(),
            "--cert",
            alice.certificate().toString(),
            "--key",
            alice.key().toString());
    assertEquals("{\"health\":\"true\",\"reason\":\"\"}", run(curl, endpoint + "/health"));
    String range = run(curl, endpoint + "/v3/kv/range", "-d", "{\"key\":\"Z3JlZXRpbmc=\"}");
    assertTrue(range.contains("\"value\":\"aGVsbG8=\""), range);
    assertThrows(IllegalStateException.class, () -> run(curl.subList(0, 4), endpoint + "/health"));
  }

  private static boolean isThere(String program) {
    return java.util.Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(dir -> java.nio.file.Files.isExecutable(java.nio.file.Path.of(dir, program)));
  }

  private static String run(List<String> command, String... more) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(all + ": " + out);
    }
    return out;
  }
}
