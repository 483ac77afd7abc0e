package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.config.PeerTlsSettings;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three members that make their certificates themselves, for each other and for clients. */
class AutoTlsTest extends ServerTrio {

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
        .set(ClientTlsSettings.AUTO_TLS, true)
        .set(PeerTlsSettings.PEER_AUTO_TLS, true);
  }

  @Test
  void membersAndClientsMeetInPrivateAndTheCertificatesAreKept() throws Exception {
    form();
    put(0, "a", "1");
    assertEquals("1", getOverTls(2, "a"));
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), peerPort(0))) {
      plain
          .getOutputStream()
          .write("GET /version HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertTrue(plain.getInputStream().readAllBytes().length < 16, "an alert of TLS at most");
    }
    byte[] peerBefore = Files.readAllBytes(file(1, "peer"));
    byte[] clientBefore = Files.readAllBytes(file(1, "client"));
    stop(1);
    put(0, "b", "2");
    start(1);
    assertEquals("2", getOverTls(1, "b"));
    assertArrayEquals(peerBefore, Files.readAllBytes(file(1, "peer")));
    assertArrayEquals(clientBefore, Files.readAllBytes(file(1, "client")));
    isForThisAddressAndAYear(file(1, "client"));
  }

  private Path file(int member, String endpoint) {
    return directory
        .resolve("m" + member)
        .resolve("fixtures")
        .resolve(endpoint)
        .resolve("cert.pem");
  }

  @SuppressWarnings("JavaUtilDate") // the JDK says it in no other way
  private static void isForThisAddressAndAYear(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate made =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      assertTrue(
          made.getSubjectAlternativeNames().stream()
              .anyMatch(name -> name.get(1).equals("127.0.0.1")));
      Instant begin = made.getNotBefore().toInstant();
      assertEquals(begin.plus(Duration.ofDays(365)), made.getNotAfter().toInstant());
    }
  }

  private String getOverTls(int member, String key) throws IOException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                servers[member].endpoints().get(1).replace("https://", ""),
                TlsChannelCredentials.newBuilder()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE.getTrustManagers())
                    .build())
            .build();
    try {
      return KVGrpc.newBlockingStub(channel)
          .range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build())
          .getKvs(0)
          .getValue()
          .toStringUtf8();
    } finally {
      channel.shutdownNow();
    }
  }
}
