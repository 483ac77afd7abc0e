package dev.balsa.server.auth;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.Role;
import dev.balsa.api.User;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.backend.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Users and roles in memory and, change by change, in the store's open batch. Belongs to the apply
 * thread.
 *
 * <pre>
 *   space       key               value
 *   AUTH        "authEnabled"     1 byte, 0 or 1
 *   AUTH        "authRevision"    8 bytes, big endian
 *   AUTH_USERS  the user's name   authpb.User
 *   AUTH_ROLES  the role's name   authpb.Role
 * </pre>
 */
final class AuthTables {

  /** The revision of a cluster that never had a user or a role. */
  private static final long FIRST_REVISION = 1;

  private static final byte[] ENABLED = bytes("authEnabled");
  private static final byte[] REVISION = bytes("authRevision");

  private final Store store;
  private final TreeMap<String, User> users = new TreeMap<>();
  private final TreeMap<String, Role> roles = new TreeMap<>();
  private boolean enabled;
  private long revision;

  AuthTables(Store store) {
    this.store = store;
  }

  /**
   * Reads everything from the store.
   *
   * @throws IllegalStateException if a record is not what etcd or this class writes
   */
  void load() {
    users.clear();
    roles.clear();
    store.scanAux(
        Space.AUTH_USERS,
        (key, value) -> {
          users.put(text(key), user(value));
          return true;
        });
    store.scanAux(
        Space.AUTH_ROLES,
        (key, value) -> {
          roles.put(text(key), role(value));
          return true;
        });
    byte[] on = store.getAux(Space.AUTH, ENABLED);
    byte[] stored = store.getAux(Space.AUTH, REVISION);
    enabled = on != null && on.length == 1 && on[0] == 1;
    revision = stored == null ? FIRST_REVISION : ByteBuffer.wrap(stored).getLong();
  }

  private static User user(byte[] value) {
    try {
      return User.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the record of a user is damaged", e);
    }
  }

  private static Role role(byte[] value) {
    try {
      return Role.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the record of a role is damaged", e);
    }
  }

  boolean isEnabled() {
    return enabled;
  }

  long revision() {
    return revision;
  }

  SortedMap<String, User> users() {
    return users;
  }

  User user(String name) {
    return users.get(name);
  }

  Role role(String name) {
    return roles.get(name);
  }

  void setEnabled(boolean on) {
    enabled = on;
    store.putAux(Space.AUTH, ENABLED, new byte[] {(byte) (on ? 1 : 0)});
  }

  void put(User user) {
    String name = user.getName().toStringUtf8();
    users.put(name, user);
    store.putAux(Space.AUTH_USERS, bytes(name), user.toByteArray());
  }

  void deleteUser(String name) {
    users.remove(name);
    store.deleteAux(Space.AUTH_USERS, bytes(name));
  }

  void put(Role role) {
    String name = role.getName().toStringUtf8();
    roles.put(name, role);
    store.putAux(Space.AUTH_ROLES, bytes(name), role.toByteArray());
  }

  void deleteRole(String name) {
    roles.remove(name);
    store.deleteAux(Space.AUTH_ROLES, bytes(name));
  }

  /** Something changed: whoever was looked up before has to be looked up again. */
  void raiseRevision() {
    revision++;
    store.putAux(Space.AUTH, REVISION, ByteBuffer.allocate(Long.BYTES).putLong(revision).array());
  }

  AuthSnapshot snapshot() {
    return new AuthSnapshot(enabled, revision, users, roles);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
