package dev.balsa.server.http;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsClient;
import dev.balsa.server.tls.TlsPlan;
import dev.balsa.server.tls.TlsServer;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredPortTest {

  private static final List<String> BOTH_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  @TempDir private static Path directory;

  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static TlsPlan.KeyFiles server;
  private static TlsPlan.KeyFiles alice;
  private static TlsPlan.KeyFiles revoked;
  private static DirectReplica replica;
  private static ClientPort port;
  private static InetSocketAddress mutual;
  private static InetSocketAddress both;
  private static Path socket;

  @BeforeAll
  static void open() throws IOException {
    authority = TestAuthority.in(directory.resolve("known"), "known");
    stranger = TestAuthority.in(directory.resolve("unknown"), "unknown");
    server = authority.issue("server", Wish.of("server", "localhost", "127.0.0.1").rsa());
    alice = authority.issue("alice", Wish.of("alice", "client.test").inOldForm());
    revoked = authority.issue("revoked", Wish.of("bob", "client.test"));
    authority.revoke(authority.lastSerial());
    replica = new DirectReplica();
    socket = directory.resolve("balsa.sock");
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    port =
        open(
            plan(BOTH_VERSIONS, List.of()),
            new Listener(any, false, true),
            new Listener(any, true, true),
            new Listener(UnixDomainSocketAddress.of(socket), true, false));
    mutual = port.addresses().get(0);
    both = port.addresses().get(1);
  }

  @AfterAll
  static void close() {
    port.close();
    replica.close();
    assertTrue(Files.notExists(socket), "the socket is gone with its server");
  }

  private static TlsPlan plan(List<String> versions, List<String> suites) {
    return new TlsPlan(
        "client",
        server,
        server,
        authority.certificate(),
        true,
        directory.resolve("known/revoked.crl"),
        List.of(),
        List.of("client.test"),
        false,
        versions,
        suites,
        false);
  }

  private static ClientPort open(TlsPlan plan, Listener... listeners) throws IOException {
    Metrics metrics = new Metrics();
    ApiServices api =
        new ApiServices(
            replica,
            ApiSettings.DEFAULT,
            metrics,
            System::nanoTime,
            new BundleMark(new SecureRandom()));
    return ClientPort.open(
        ListenSettings.with(List.of(listeners)).withTls(TlsServer.open(plan)),
        api,
        new HttpPages(replica, ApiSettings.DEFAULT, metrics));
  }

  private static void put(InetSocketAddress address, TlsPlan.KeyFiles shown) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(authority.certificate().toFile());
    if (shown != null) {
      tls.keyManager(Files.newInputStream(shown.certificate()), pkcs8(shown));
    }
    ManagedChannel channel = NettyChannelBuilder.forAddress(address, tls.build()).build();
    try {
      KVGrpc.newBlockingStub(channel).put(PutRequest.newBuilder().setKey(bytes("a")).build());
    } finally {
      channel.shutdownNow();
    }
  }

  /** gRPC reads keys in this form alone. */
  private static java.io.InputStream pkcs8(TlsPlan.KeyFiles files) throws IOException {
    return new java.io.ByteArrayInputStream(TestKeys.pkcs8(files).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void servesGrpcAndBothVersionsOfHttpToThoseWithACertificate() throws Exception {
    put(mutual, alice);
    for (java.net.http.HttpClient.Version version : java.net.http.HttpClient.Version.values()) {
      java.net.http.HttpResponse<String> health =
          TestKeys.get(
              authority, alice, version, "https://localhost:" + mutual.getPort() + "/health");
      assertEquals(version, health.version());
      assertEquals("{\"health\":\"true\",\"reason\":\"\"}", health.body());
      String metrics =
          TestKeys.get(
                  authority, alice, version, "https://localhost:" + mutual.getPort() + "/metrics")
              .body();
      assertTrue(metrics.length() > 70_000, "more than one window of flow control");
    }
  }

  @Test
  void refusesWhoShowsNothingOrNothingGood() {
    refuses(null);
    refuses(stranger.issue("alice", Wish.of("alice", "client.test")));
    refuses(authority.issue("expired", Wish.of("alice", "client.test").expired()));
    refuses(authority.issue("elsewhere", Wish.of("alice", "other.test")));
    refuses(revoked);
  }

  private static void refuses(TlsPlan.KeyFiles shown) {
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> put(mutual, shown));
    assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
  }

  @Test
  void takesOverNewFilesAtTheNextHandshakeAndKeepsTheOldOnesIfTheNewMakeNoSense() throws Exception {
    TestAuthority own = TestAuthority.in(directory.resolve("renewed"), "renewed");
    TlsPlan.KeyFiles files = own.issue("server", Wish.of("first", "localhost"));
    TlsPlan plan =
        new TlsPlan(
            "client",
            files,
            files,
            null,
            false,
            null,
            List.of(),
            List.of(),
            false,
            BOTH_VERSIONS,
            List.of(),
            false);
    try (ClientPort renewed =
        open(
            plan,
            Listener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .and(new Listener(null, false, true)))) {
      int at = renewed.addresses().get(0).getPort();
      assertEquals("first", shownBy(at));
      own.issue("server", Wish.of("second", "localhost").rsa().inOldForm());
      assertEquals("second", shownBy(at));
      Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n");
      assertEquals("second", shownBy(at));
      Files.writeString(files.certificate(), Files.readString(alice.certificate()));
      assertEquals("second", shownBy(at), "a certificate that the key does not fit");
      Files.delete(files.key());
      assertEquals("second", shownBy(at));
      own.issue("server", Wish.of("third", "localhost"));
      assertEquals("third", shownBy(at));
    }
  }

  private static String shownBy(int at) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", at)) {
      tls.startHandshake();
      return dev.balsa.server.tls.Subjects.commonName(
          (X509Certificate) tls.getSession().getPeerCertificates()[0]);
    }
  }

  @Test
  void servesWithKeysOnTheCurveP521AndCallsWithThem() throws Exception {
    TlsPlan.KeyFiles own =
        authority.issue("p521", Wish.of("p521", "client.test", "127.0.0.1").p521());
    TlsPlan plan =
        new TlsPlan(
            "client",
            own,
            own,
            authority.certificate(),
            true,
            directory.resolve("known/revoked.crl"),
            List.of(),
            List.of(),
            false,
            BOTH_VERSIONS,
            List.of(),
            false);
    Listener listener =
        new Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, true);
    try (ClientPort large = open(plan, listener)) {
      InetSocketAddress at = large.addresses().get(0);
      for (java.net.http.HttpClient.Version version : java.net.http.HttpClient.Version.values()) {
        String url = "https://127.0.0.1:" + at.getPort() + "/health";
        assertEquals(version, TestKeys.get(authority, own, version, url).version());
      }
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(at).sslContext(TlsClient.open(plan).context()).build();
      try {
        KVGrpc.newBlockingStub(channel).put(PutRequest.newBuilder().setKey(bytes("a")).build());
      } finally {
        channel.shutdownNow();
      }
      assertThrows(StatusRuntimeException.class, () -> put(at, revoked));
    }
  }

  @Test
  void tellsAPlainClientThatItCameToThePortForTls() throws IOException {
    HttpClientProbe.Response answer = answerTo("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(400, answer.status());
    assertEquals("Client sent an HTTP request to an HTTPS server.\n", answer.body());
    try (Socket plain = new Socket(mutual.getAddress(), mutual.getPort())) {
      plain
          .getOutputStream()
          .write(
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                  .getBytes(StandardCharsets.ISO_8859_1));
      DataInputStream in = new DataInputStream(plain.getInputStream());
      in.skipNBytes(9 + 3);
      assertEquals(7, in.readByte(), "a GOAWAY frame");
      in.skipNBytes(5 + 4 + 4);
      assertEquals(
          "Client sent an HTTP request to an HTTPS server.",
          new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  private static HttpClientProbe.Response answerTo(String request) throws IOException {
    try (Socket plain = new Socket(mutual.getAddress(), mutual.getPort())) {
      plain.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String all = new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int end = all.indexOf("\r\n\r\n");
      return new HttpClientProbe.Response(
          all.substring(0, all.indexOf("\r\n")), List.of(), all.substring(end + 4));
    }
  }

  @Test
  void servesPlainAndTlsOnOnePortIfBothWereAskedFor() throws IOException {
    put(both, alice);
    assertEquals(200, HttpClientProbe.get(both, "/health").status());
  }

  @Test
  void servesASocketInTheFileSystem() throws IOException {
    assertEquals("unix://" + socket, port.endpoints().get(2));
    try (SocketChannel unix = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      unix.write(
          ByteBuffer.wrap(
              "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (unix.read(answer) >= 0 && answer.hasRemaining()) {
        // until it closes
      }
      assertTrue(
          new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
              .startsWith("HTTP/1.1 200 OK"));
    }
  }

  @Test
  void doesNotTakeASocketAwayFromWhoListensThere() {
    IOException taken =
        assertThrows(
            IOException.class,
            () ->
                open(
                    plan(BOTH_VERSIONS, List.of()),
                    new Listener(UnixDomainSocketAddress.of(socket), true, false)));
    assertTrue(taken.getMessage().contains("address already in use"), taken.getMessage());
  }

  @Test
  void servesOthersWhileHandshakesStandStill() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Socket silent = new Socket(mutual.getAddress(), mutual.getPort());
      silent.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc});
      stalled.add(silent);
    }
    put(mutual, alice);
    for (Socket silent : stalled) {
      silent.close();
    }
  }

  @Test
  void speaksTheVersionsAndSuitesThatWereAskedFor() throws Exception {
    String suite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    Listener listener =
        new Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, true);
    try (ClientPort newest = open(plan(List.of("TLSv1.3"), List.of()), listener);
        ClientPort chosen = open(plan(List.of("TLSv1.2"), List.of(suite)), listener)) {
      assertThrows(SSLException.class, () -> handshake(newest, "TLSv1.2", suite));
      assertEquals(suite, handshake(chosen, "TLSv1.2", suite));
      assertThrows(
          SSLException.class,
          () -> handshake(chosen, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
    }
  }

  private static String handshake(ClientPort to, String version, String suite) throws Exception {
    try (SSLSocket tls =
        (SSLSocket)
            TestKeys.context(authority, alice)
                .getSocketFactory()
                .createSocket("127.0.0.1", to.addresses().get(0).getPort())) {
      tls.setEnabledProtocols(new String[] {version});
      tls.setEnabledCipherSuites(new String[] {suite});
      tls.startHandshake();
      return tls.getSession().getCipherSuite();
    }
  }
}
