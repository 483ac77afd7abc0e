package dev.balsa.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.Permission;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.server.errors.EtcdError;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Two members that apply the same commands hold the same and answer the same, also if one of them
 * starts again from its store every now and then.
 */
class AuthStatePropertyTest {

  private static final List<String> NAMES = List.of("root", "alice", "böb", "");
  private static final List<String> KEYS = List.of("a", "b", "c", "\0", "");

  /** One member's users, roles and their store. */
  private static final class Member implements AutoCloseable {
    private final Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT);
    private final AuthState auth = AuthState.load(store, new NoTokens());
    private long index;

    EtcdError apply(Random choice) {
      store.beginBatch();
      EtcdError answer = command(auth, choice, index);
      store.commitBatch(++index, 1);
      return answer;
    }

    Map<String, String> records() {
      Map<String, String> records = new TreeMap<>();
      for (Space space : List.of(Space.AUTH, Space.AUTH_USERS, Space.AUTH_ROLES)) {
        store.scanAux(
            space,
            (key, value) -> {
              HexFormat hex = HexFormat.of();
              records.put(space + " " + hex.formatHex(key), hex.formatHex(value));
              return true;
            });
      }
      return records;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static String name(Random choice) {
    return NAMES.get(choice.nextInt(NAMES.size()));
  }

  private static ByteString key(Random choice) {
    return ByteString.copyFromUtf8(KEYS.get(choice.nextInt(KEYS.size())));
  }

  private static EtcdError command(AuthState auth, Random choice, long id) {
    return switch (choice.nextInt(12)) {
      case 0 -> auth.enable();
      case 1 -> choice.nextInt(4) == 0 ? auth.disable() : null;
      case 2, 3 ->
          auth.addUser(
              AuthUserAddRequest.newBuilder()
                  .setName(name(choice))
                  .setHashedPassword(choice.nextBoolean() ? "aGFzaA==" : "?")
                  .build(),
              id);
      case 4 -> choice.nextInt(3) == 0 ? auth.deleteUser(name(choice)) : null;
      case 5 ->
          auth.changePassword(
              AuthUserChangePasswordRequest.newBuilder()
                  .setName(name(choice))
                  .setHashedPassword("bmV3")
                  .build(),
              id);
      case 6 -> auth.grantRole(name(choice), name(choice));
      case 7 -> auth.revokeRole(name(choice), name(choice));
      case 8 -> auth.addRole(name(choice));
      case 9 -> choice.nextInt(3) == 0 ? auth.deleteRole(name(choice)) : null;
      case 10 -> auth.grantPermission(name(choice), permission(choice));
      default -> auth.revokePermission(name(choice), key(choice), key(choice));
    };
  }

  private static Permission permission(Random choice) {
    return Permission.newBuilder()
        .setPermTypeValue(choice.nextInt(3))
        .setKey(key(choice))
        .setRangeEnd(key(choice))
        .build();
  }

  @Property(tries = 60)
  void membersThatApplyTheSameAreTheSame(@ForAll long seed) {
    Random restarts = new Random(seed);
    try (Member steady = new Member();
        Member restarted = new Member()) {
      for (int i = 0; i < 200; i++) {
        long before = steady.auth.snapshot().revision();
        long draw = restarts.nextLong();
        EtcdError answer = steady.apply(new Random(draw));
        assertEquals(answer, restarted.apply(new Random(draw)));
        long risen = steady.auth.snapshot().revision() - before;
        assertTrue(answer == null ? risen <= 1 : risen == 0, "the revision rose by " + risen);
        if (restarts.nextInt(20) == 0) {
          restarted.auth.reload();
        }
        sameQuestions(steady.auth.snapshot(), restarted.auth.snapshot());
      }
      assertEquals(steady.records(), restarted.records());
    }
  }

  private static void sameQuestions(AuthSnapshot a, AuthSnapshot b) {
    assertEquals(a.revision(), b.revision());
    assertEquals(a.userNames(), b.userNames());
    assertEquals(a.roleNames(), b.roleNames());
    for (String name : NAMES) {
      Caller caller = new Caller(name, a.revision());
      assertEquals(a.mayAdminister(caller), b.mayAdminister(caller));
      for (String key : KEYS) {
        ByteString bytes = ByteString.copyFromUtf8(key);
        ByteString end = ByteString.copyFromUtf8("c");
        assertEquals(a.mayRead(caller, bytes, end), b.mayRead(caller, bytes, end));
        assertEquals(
            a.mayWrite(caller, bytes, ByteString.EMPTY),
            b.mayWrite(caller, bytes, ByteString.EMPTY));
      }
    }
    // Whoever has been let in stays able to look after users: root is never lost.
    if (a.isEnabled()) {
      assertEquals(null, a.mayAdminister(new Caller("root", a.revision())));
    }
  }
}
