package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.AuthDisableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthStatusRequest;
import dev.balsa.api.AuthStatusResponse;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.AuthUserDeleteRequest;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.Permission;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.UserAddOptions;
import dev.balsa.server.auth.PeerCertificate;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Attributes;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who somebody is: tokens, certificates, log-ins. */
class AuthServiceTest extends AmongPeople {

  @Test
  void whoDoesNotSayWhoTheyAreGetsNothing() {
    fails(EtcdError.USER_EMPTY, () -> kv(server.channel).range(range("a/1", ONE)));
    fails(EtcdError.USER_EMPTY, () -> put(server.channel, "a/1", "2"));
    fails(
        EtcdError.USER_EMPTY,
        () ->
            LeaseGrpc.newBlockingStub(server.channel)
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(9).build()));
  }

  @Test
  void aTokenThatIsNotGoodIsToldAsSuch() {
    for (String token : List.of("nonsense", "aaaaaaaaaaaaaaaa.1", "aaaaaaaaaaaaaaaa.999999", "")) {
      Channel stranger = People.with("token", token, server.channel);
      fails(EtcdError.INVALID_AUTH_TOKEN, () -> kv(stranger).range(range("a/1", ONE)));
      fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(stranger, "a/1", "2"));
    }
    // What is wrong with the request comes first.
    Channel stranger = People.with("token", "nonsense", server.channel);
    fails(EtcdError.EMPTY_KEY, () -> kv(stranger).range(RangeRequest.getDefaultInstance()));
  }

  @Test
  void aTokenIsTakenFromEitherHeader() {
    String token = people.logIn("alice");
    for (String text : List.of(token, "Bearer " + token)) {
      Channel channel = People.with("authorization", text, server.channel);
      assertEquals(1, kv(channel).range(range("a/1", ONE)).getKvsCount());
    }
  }

  @Test
  void anybodyMayAskWhetherPermissionsCount() {
    AuthStatusResponse status =
        AuthGrpc.newBlockingStub(server.channel).authStatus(AuthStatusRequest.getDefaultInstance());
    assertTrue(status.getEnabled());
    assertTrue(status.getAuthRevision() > 10);
    assertTrue(status.getHeader().getRevision() > 1);
  }

  @Test
  void whatSomebodyLogsInWithMustBeRight() {
    AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(server.channel);
    fails(EtcdError.AUTH_FAILED, () -> auth.authenticate(logIn("alice", "wrong")));
    fails(EtcdError.AUTH_FAILED, () -> auth.authenticate(logIn("nobody", "x")));
    fails(EtcdError.AUTH_FAILED, () -> auth.authenticate(logIn("", "")));
    var unused =
        people
            .admin()
            .userAdd(
                AuthUserAddRequest.newBuilder()
                    .setName("cert")
                    .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                    .build());
    fails(EtcdError.NO_PASSWORD_USER, () -> auth.authenticate(logIn("cert", "x")));
    fails(
        Status.Code.UNKNOWN,
        "bcrypt: password length exceeds 72 bytes",
        () ->
            people
                .admin()
                .userAdd(
                    AuthUserAddRequest.newBuilder()
                        .setName("long")
                        .setPassword("x".repeat(73))
                        .build()));
  }

  private static AuthenticateRequest logIn(String user, String password) {
    return AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
  }

  @Test
  void aTokenSurvivesChangesThatAreNotAboutItsUser() {
    Channel before = people.as("alice");
    people.add("bystander");
    put(before, "a/s", "1");
    assertEquals(1, kv(before).range(range("a/s", ONE)).getCount());
  }

  /** In the place of TLS, which has verified the certificate: something that says its name. */
  private io.grpc.Server serverFor(String commonName) throws IOException {
    return InProcessServerBuilder.forName("shows-" + commonName)
        .directExecutor()
        .addServices(server.api.services())
        .addTransportFilter(
            new ServerTransportFilter() {
              @Override
              public Attributes transportReady(Attributes transport) {
                return transport.toBuilder().set(PeerCertificate.COMMON_NAME, commonName).build();
              }
            })
        .build()
        .start();
  }

  @Test
  void whoShowsACertificateIsTheUserOfItsNameUnlessTheyShowAToken() throws Exception {
    for (String name : List.of("alice", "stranger")) {
      io.grpc.Server shown = serverFor(name);
      ManagedChannel channel =
          InProcessChannelBuilder.forName("shows-" + name).directExecutor().build();
      if (name.equals("alice")) {
        assertEquals(1, kv(channel).range(range("a/1", ONE)).getCount());
        put(channel, "a/1", "by certificate");
      } else {
        denied(() -> kv(channel).range(range("a/1", ONE)));
        denied(() -> put(channel, "a/1", "x"));
      }
      denied(() -> kv(channel).range(range("r", ONE)));
      Channel withToken = People.with("token", people.logIn("reader"), channel);
      assertEquals(1, kv(withToken).range(range("r", ONE)).getCount());
      denied(() -> kv(withToken).range(range("a/1", ONE)));
      fails(
          EtcdError.INVALID_AUTH_TOKEN,
          () -> kv(People.with("token", "x", channel)).range(range("a/1", ONE)));
      channel.shutdownNow();
      shown.shutdownNow();
    }
  }

  @Test
  void theGatewayTakesATokenFromItsHeader() throws Exception {
    String logIn = "{\"name\":\"alice\",\"password\":\"alice\"}";
    String answer = post("/v3/auth/authenticate", logIn, null).body();
    String token = answer.replaceFirst(".*\"token\":\"([^\"]+)\".*", "$1");
    String get = "{\"key\":\"YS8x\"}"; // a/1
    assertTrue(post("/v3/kv/range", get, token).body().contains("\"count\":\"1\""));
    assertTrue(post("/v3/kv/range", get, "Bearer " + token).body().contains("\"count\":\"1\""));
    HttpResponse<String> nobody = post("/v3/kv/range", get, null);
    assertEquals(400, nobody.statusCode());
    assertTrue(nobody.body().contains(EtcdError.USER_EMPTY.text()));
    assertEquals(401, post("/v3/kv/range", get, "nonsense").statusCode());
    assertEquals(403, post("/v3/kv/range", "{\"key\":\"cg==\"}", token).statusCode());
  }

  private HttpResponse<String> post(String path, String json, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (token != null) {
      request.header("Authorization", token);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenEndsWithItsUserOrTheirPassword() {
    people.add("short", Permission.Type.READWRITE, "s", ONE);
    Channel first = people.as("short");
    put(first, "s", "1");
    var unused =
        people
            .admin()
            .userChangePassword(
                AuthUserChangePasswordRequest.newBuilder()
                    .setName("short")
                    .setPassword("short")
                    .build());
    fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(first, "s", "2"));
    Channel second = people.as("short");
    put(second, "s", "2");
    var gone =
        people.admin().userDelete(AuthUserDeleteRequest.newBuilder().setName("short").build());
    assertTrue(gone.hasHeader());
    fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(second, "s", "3"));
    fails(
        EtcdError.AUTH_FAILED,
        () -> AuthGrpc.newBlockingStub(server.channel).authenticate(logIn("short", "short")));
  }

  @Test
  void whenPermissionsCountNoLongerEverybodyMayAndTokensEnd() {
    try (ServerFixture other = new ServerFixture()) {
      People there = new People(other.channel);
      fails(
          EtcdError.ROOT_USER_NOT_EXIST,
          () -> there.admin().authEnable(dev.balsa.api.AuthEnableRequest.getDefaultInstance()));
      fails(EtcdError.AUTH_NOT_ENABLED, () -> there.logIn("root"));
      Channel admin = there.enable();
      var unused = there.admin().authDisable(AuthDisableRequest.getDefaultInstance());
      put(other.channel, "x", "1");
      put(admin, "x", "2");
      unused = AuthGrpc.newBlockingStub(admin).authDisable(AuthDisableRequest.getDefaultInstance());
      assertTrue(unused.hasHeader());
      var again =
          AuthGrpc.newBlockingStub(other.channel)
              .authEnable(dev.balsa.api.AuthEnableRequest.getDefaultInstance());
      assertTrue(again.hasHeader());
      fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(admin, "x", "3"));
      put(there.as("root"), "x", "4");
    }
  }
}
