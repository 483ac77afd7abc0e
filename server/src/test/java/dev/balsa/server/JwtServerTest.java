package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.Permission;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.client.BalsaClient;
import dev.balsa.server.api.People;
import dev.balsa.server.config.AuthSettings;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.errors.EtcdError;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose tokens are signed: nobody has to log in again because it was restarted. */
class JwtServerTest {

  @TempDir private Path directory;

  private String keyFile() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    Path file = directory.resolve("key.pem");
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n",
        StandardCharsets.US_ASCII);
    return file.toString();
  }

  private BalsaConfig config(String authToken) throws IOException {
    int peerPort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      peerPort = socket.getLocalPort();
    }
    List<URI> peer = List.of(URI.create("http://127.0.0.1:" + peerPort));
    return BalsaConfig.builder()
        .set(MemberSettings.DATA_DIR, directory.resolve("data").toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(AuthSettings.AUTH_TOKEN, authToken)
        .set(AuthSettings.BCRYPT_COST, 4L)
        .build();
  }

  private static ManagedChannel channel(BalsaServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.clientPort()).usePlaintext().build();
  }

  private static KVGrpc.KVBlockingStub as(String token, ManagedChannel channel) {
    return KVGrpc.newBlockingStub(People.with("token", token, channel));
  }

  private static PutRequest put() {
    return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();
  }

  private static RangeRequest get() {
    return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();
  }

  @Test
  void tokensOutliveTheServerAndNoChangeOfUsers() throws Exception {
    String flag = "jwt,sign-method=ES256,priv-key=" + keyFile() + ",ttl=5m";
    String token;
    try (BalsaServer server = BalsaServer.start(config(flag))) {
      ManagedChannel channel = channel(server);
      People people = new People(channel);
      people.enable();
      people.add("alice", Permission.Type.READWRITE, "a", ByteString.EMPTY);
      token = people.logIn("alice");
      assertEquals(3, token.split("\\.", -1).length);
      assertTrue(as(token, channel).put(put()).hasHeader());
      channel.shutdownNow();
    }
    try (BalsaServer server = BalsaServer.start(config(flag));
        BalsaClient alice =
            BalsaClient.builder()
                .endpoints("127.0.0.1:" + server.clientPort())
                .user("alice", "alice")
                .build()) {
      ManagedChannel channel = channel(server);
      assertTrue(as(token, channel).put(put()).hasHeader());
      long before = alice.kv().put("a", "1").await().revision();
      String root = new People(channel).logIn("root");
      new People(People.with("token", root, channel)).add("bob");
      refused(() -> as(token, channel).put(put()));
      refused(() -> as(token, channel).range(get()));
      // The client logs in again, and nobody notices.
      assertNotEquals(before, alice.kv().put("a", "2").await().revision());
      channel.shutdownNow();
    }
  }

  private static void refused(org.junit.jupiter.api.function.Executable call) {
    assertEquals(
        EtcdError.AUTH_OLD_REVISION.text(),
        assertThrows(StatusRuntimeException.class, call).getStatus().getDescription());
  }

  @Test
  void optionsThatAreNoGoodAreToldAtTheStart() throws Exception {
    assertEquals(
        "--auth-token: auth: invalid auth options: there are no tokens of kind \"magic\"",
        message("magic"));
    assertEquals(
        "--auth-token: auth: invalid auth options: sign-method is missing", message("jwt"));
    assertEquals(
        "--auth-token: auth: invalid auth options: \"ttl\" is not NAME=VALUE", message("jwt,ttl"));
    assertEquals(
        "--auth-token: auth: invalid auth options: ttl is given twice",
        message("jwt,ttl=1m,ttl=2m"));
    assertTrue(message("jwt,sign-method=RS256,ttl=soon").contains("ttl=soon"));
    assertEquals("--auth-token: auth: missing key data", message("jwt,sign-method=RS256"));
    assertTrue(
        message("jwt,sign-method=RS256,pub-key=" + directory + "/none").contains("pub-key="));
    assertTrue(message("jwt,sign-method=XY1").contains("invalid auth signature method"));
  }

  private String message(String authToken) {
    return assertThrows(
            ConfigException.class,
            () -> {
              try (BalsaServer server = BalsaServer.start(config(authToken))) {
                assertTrue(server.clientPort() > 0);
              }
            })
        .getMessage();
  }
}
