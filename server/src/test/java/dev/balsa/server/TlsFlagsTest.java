package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.http.TestKeys;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsClient;
import dev.balsa.server.tls.TlsPlan;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flags about TLS mean for each of the three places where clients are served. */
class TlsFlagsTest {

  private static final List<String> CHOSEN =
      List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305");

  private static final String HEALTHY = "HTTP/1.1 200 OK {\"health\":\"true\",\"reason\":\"\"}";

  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private static Path directory;

  private static TestAuthority authority;
  private static TlsPlan.KeyFiles alice;
  private static TlsPlan.KeyFiles revoked;
  private static TlsPlan.KeyFiles stranger;
  private static BalsaServer server;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.in(directory.resolve("known"), "known");
    TlsPlan.KeyFiles own = authority.issue("server", Wish.of("server", "localhost", "127.0.0.1"));
    alice = authority.issue("alice", Wish.of("alice", "client.test"));
    revoked = authority.issue("revoked", Wish.of("bob", "client.test"));
    Path list = authority.revoke(authority.lastSerial());
    stranger =
        TestAuthority.in(directory.resolve("unknown"), "unknown")
            .issue("alice", Wish.of("alice", "client.test"));
    server =
        BalsaServer.start(
            CommandLine.parse(
                    List.of(
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=https://127.0.0.1:0",
                        "--advertise-client-urls=https://127.0.0.1:2379",
                        "--listen-client-http-urls=https://127.0.0.1:0",
                        "--listen-metrics-urls=https://127.0.0.1:0,http://127.0.0.1:0",
                        "--cert-file=" + own.certificate(),
                        "--key-file=" + own.key(),
                        "--trusted-ca-file=" + authority.certificate(),
                        "--client-cert-auth",
                        "--client-crl-file=" + list,
                        "--cipher-suites=" + String.join(",", CHOSEN)),
                    Map.of())
                .config());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<InetSocketAddress> secured() {
    return List.of(
        server.clientAddresses().get(0),
        server.httpAddresses().get(0),
        server.monitoringAddresses().get(0));
  }

  /**
   * The first line of the answer to a request for health, and the last.
   *
   * @param tls null to speak without
   */
  private static String health(SSLContext tls, InetSocketAddress at) throws IOException {
    SocketFactory sockets = tls == null ? SocketFactory.getDefault() : tls.getSocketFactory();
    try (Socket socket = sockets.createSocket(at.getAddress(), at.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      List<String> lines = new String(answer, StandardCharsets.US_ASCII).lines().toList();
      if (lines.isEmpty()) {
        throw new EOFException("the server hung up");
      }
      return lines.get(0) + " " + lines.get(lines.size() - 1);
    }
  }

  private static void put(InetSocketAddress at, TlsPlan.KeyFiles shown) throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(at)
            .sslContext(TlsClient.forCalls(authority.certificate(), shown, false).context())
            .build();
    try {
      KVGrpc.newBlockingStub(channel)
          .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void whoShowsAGoodCertificateIsServedWhereverItComesTo() throws Exception {
    put(secured().get(0), alice);
    for (InetSocketAddress each : secured().subList(1, 3)) {
      assertEquals(HEALTHY, health(TestKeys.context(authority, alice), each));
    }
  }

  /** GHSA-3wh4-j44w-pg92: the list of the revoked did not count for gRPC beside ports for HTTP. */
  @Test
  void whoseCertificateWasRevokedOrIsAStrangersOrWhoShowsNoneIsServedNowhere() throws Exception {
    List<TlsPlan.KeyFiles> unwelcome = new ArrayList<>(List.of(revoked, stranger));
    unwelcome.add(null);
    for (TlsPlan.KeyFiles shown : unwelcome) {
      SSLContext tls = TestKeys.context(authority, shown);
      StatusRuntimeException refused =
          assertThrows(StatusRuntimeException.class, () -> put(secured().get(0), shown));
      assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
      for (InetSocketAddress each : secured()) {
        IOException cut = assertThrows(IOException.class, () -> health(tls, each));
        assertFalse(cut instanceof SocketTimeoutException, "nothing came, not even an end");
      }
    }
  }

  @Test
  void metricsInTheOpenNeedNoCertificateAndPlainTextNoneOfTheOthers() throws Exception {
    assertEquals(HEALTHY, health(null, server.monitoringAddresses().get(1)));
    for (InetSocketAddress each : secured()) {
      assertEquals(
          "HTTP/1.0 400 Bad Request Client sent an HTTP request to an HTTPS server.",
          health(null, each));
    }
  }

  /** Go has names of its own for two of them; those of TLS 1.3 cannot be chosen. */
  @Test
  void theCipherSuitesThatWereChosenAreTakenAndNoOthers() throws Exception {
    SSLContext context = TestKeys.context(authority, alice);
    for (InetSocketAddress each : secured()) {
      TreeSet<String> taken = new TreeSet<>();
      for (String suite : context.getSupportedSSLParameters().getCipherSuites()) {
        if (suite.startsWith("TLS_ECDHE_ECDSA_WITH_") && isTaken(context, each, "TLSv1.2", suite)) {
          taken.add(suite);
        }
      }
      assertEquals(
          new TreeSet<>(List.of(CHOSEN.get(0), CHOSEN.get(1) + "_SHA256")), taken, each.toString());
      assertTrue(isTaken(context, each, "TLSv1.3", "TLS_AES_256_GCM_SHA384"));
    }
  }

  private static boolean isTaken(
      SSLContext context, InetSocketAddress at, String version, String suite) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(at.getAddress(), at.getPort())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      return socket.getSession().getCipherSuite().equals(suite);
    } catch (SSLException refused) {
      return false;
    }
  }

  @Test
  void aNameThatGoDoesNotKnowIsRefusedAtTheStartEvenWhereNobodySpeaksTls() {
    for (String name :
        List.of("TLS_MADE_UP", "ECDHE-RSA-AES128-GCM-SHA256", "tls_aes_128_gcm_sha256")) {
      CommandLine line =
          CommandLine.parse(
              List.of(
                  "--data-dir=" + directory.resolve("refused"),
                  "--listen-client-urls=http://127.0.0.1:0",
                  "--advertise-client-urls=http://127.0.0.1:2379",
                  "--cipher-suites=" + CHOSEN.get(0) + "," + name),
              Map.of());
      ConfigException refused =
          assertThrows(ConfigException.class, () -> BalsaServer.start(line.config()).close());
      assertEquals("unexpected TLS cipher suite \"" + name + "\"", refused.getMessage());
    }
  }
}
