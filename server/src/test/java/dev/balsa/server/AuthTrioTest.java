package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthDisableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthStatusRequest;
import dev.balsa.api.AuthUserListRequest;
import dev.balsa.api.HashRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.Permission;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.server.api.People;
import dev.balsa.server.config.AuthSettings;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Users, roles and tokens on three members. */
class AuthTrioTest extends ServerTrio {

  private static final String PASSWORD = "correct-horse-battery-staple";

  @Override
  void adjust(BalsaConfig.Builder builder) {
    builder.set(AuthSettings.BCRYPT_COST, 4L);
  }

  private static PutRequest put(String key) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8("1"))
        .build();
  }

  @Test
  void everyMemberKnowsUsersAndTokensAndKeepsUsers() throws Exception {
    form();
    People people = new People(channels[0]);
    people.enable();
    people.add("alice", Permission.Type.READWRITE, "a", ByteString.EMPTY);
    aTokenIsGoodEverywhereAtOnce(people);
    whatIsTakenAwayIsTakenAwayEverywhere(people);
    passwordsAreOnNoDisk(people);
    membersHoldTheSame();
    restarted(people);
  }

  private void aTokenIsGoodEverywhereAtOnce(People people) {
    for (int round = 0; round < 10; round++) {
      String token = people.logIn("alice");
      for (int i = 0; i < SIZE; i++) {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(People.with("token", token, channels[i]));
        assertTrue(kv.put(put("a")).hasHeader());
        assertEquals(
            1,
            kv.range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build())
                .getCount());
      }
    }
  }

  private void whatIsTakenAwayIsTakenAwayEverywhere(People people) {
    String token = people.logIn("alice");
    for (int round = 0; round < 10; round++) {
      KVGrpc.KVBlockingStub hers =
          KVGrpc.newBlockingStub(People.with("token", token, channels[1 + round % 2]));
      String key = "round" + round;
      assertEquals(
          EtcdError.PERMISSION_DENIED.text(),
          assertThrows(StatusRuntimeException.class, () -> hers.put(put(key)))
              .getStatus()
              .getDescription());
      people.allow("alice", Permission.Type.READWRITE, key, ByteString.EMPTY);
      // A member that has not heard of it yet finds out before it says no.
      assertTrue(hers.put(put(key)).hasHeader());
    }
  }

  /** CVE-2021-28235 and its like: a password must not be found by who reads files. */
  private void passwordsAreOnNoDisk(People people) throws IOException {
    var unused =
        people
            .admin()
            .userAdd(
                dev.balsa.api.AuthUserAddRequest.newBuilder()
                    .setName("carol")
                    .setPassword(PASSWORD)
                    .build());
    var token =
        AuthGrpc.newBlockingStub(channels[0])
            .authenticate(
                dev.balsa.api.AuthenticateRequest.newBuilder()
                    .setName("carol")
                    .setPassword(PASSWORD)
                    .build())
            .getToken();
    assertFalse(token.isEmpty());
    boolean userFound = false;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(content.contains(PASSWORD), () -> "the password is in " + file);
        userFound |= content.contains("carol");
      }
    }
    assertTrue(userFound, "nothing was on disk at all");
  }

  private void membersHoldTheSame() {
    List<String> first = null;
    for (int i = 0; i < SIZE; i++) {
      assertTrue(authRevision(i) > 0); // answered by a member that has caught up
      List<String> records = new ArrayList<>();
      try (Pinned pinned = servers[i].replica().pin()) {
        for (Space space : List.of(Space.AUTH, Space.AUTH_USERS, Space.AUTH_ROLES)) {
          collect(pinned, space, records);
        }
      }
      if (first != null) {
        assertArrayEquals(first.toArray(), records.toArray());
      }
      first = records;
    }
    assertTrue(first.size() >= 6, () -> "too little to compare");
  }

  private static void collect(Pinned pinned, Space space, List<String> records) {
    try (Pinned.Cursor cursor = pinned.cursor(space)) {
      while (cursor.next()) {
        records.add(
            space
                + " "
                + HexFormat.of().formatHex(cursor.key())
                + " "
                + HexFormat.of().formatHex(cursor.value()));
      }
    }
  }

  private void restarted(People before) throws Exception {
    long revision = authRevision(0);
    String token = before.logIn("alice");
    stopAll();
    restartAll();
    for (int i = 0; i < SIZE; i++) {
      assertEquals(revision, authRevision(i));
    }
    // Tokens live in memory only; who had one logs in again.
    KVGrpc.KVBlockingStub stale = KVGrpc.newBlockingStub(People.with("token", token, channels[2]));
    assertEquals(
        EtcdError.INVALID_AUTH_TOKEN.text(),
        assertThrows(StatusRuntimeException.class, () -> stale.put(put("a")))
            .getStatus()
            .getDescription());
    Channel root = new People(channels[1]).as("root");
    assertEquals(
        List.of("alice", "carol", "root"),
        AuthGrpc.newBlockingStub(root)
            .userList(AuthUserListRequest.getDefaultInstance())
            .getUsersList());
    assertTrue(
        MaintenanceGrpc.newBlockingStub(root).hash(HashRequest.getDefaultInstance()).hasHeader());
    var unused =
        AuthGrpc.newBlockingStub(root).authDisable(AuthDisableRequest.getDefaultInstance());
    assertTrue(unused.hasHeader());
    assertTrue(put(2, "a", "2") > 0);
  }

  private long authRevision(int i) {
    return AuthGrpc.newBlockingStub(channels[i])
        .authStatus(AuthStatusRequest.getDefaultInstance())
        .getAuthRevision();
  }
}
