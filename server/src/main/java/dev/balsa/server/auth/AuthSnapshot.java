package dev.balsa.server.auth;

import com.google.protobuf.ByteString;
import dev.balsa.api.Role;
import dev.balsa.api.User;
import dev.balsa.server.errors.EtcdError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Users, roles and whether they count, at one revision. Immutable; any thread.
 *
 * <p>What a user may do is worked out when they are first asked for, and kept as long as the
 * revision stands: a question about permissions is two look-ups and a binary search.
 *
 * <p>Questions are answered with null for yes, else with the error that etcd has for no.
 */
public final class AuthSnapshot {

  /** As etcd sorts names. */
  static final Comparator<String> BYTE_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final boolean enabled;
  private final long revision;
  private final Map<String, User> users;
  private final Map<String, Role> roles;

  /** One entry a user at most. */
  private final Map<String, UserRights> rights = new ConcurrentHashMap<>();

  AuthSnapshot(
      boolean enabled,
      long revision,
      SortedMap<String, User> users,
      SortedMap<String, Role> roles) {
    this.enabled = enabled;
    this.revision = revision;
    this.users = new TreeMap<>(users);
    this.roles = new TreeMap<>(roles);
  }

  /** Whether who asks matters at all. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Rises by one with every change of users and roles. */
  public long revision() {
    return revision;
  }

  /** A user; null if there is none of this name. Holds the hash of their password. */
  public User user(String name) {
    return users.get(name);
  }

  /** A role; null if there is none of this name. */
  public Role role(String name) {
    return roles.get(name);
  }

  /** The names of all users, in the order of their bytes. */
  public List<String> userNames() {
    return users.keySet().stream().sorted(BYTE_ORDER).toList();
  }

  /** The names of all roles, in the order of their bytes. */
  public List<String> roleNames() {
    return roles.keySet().stream().sorted(BYTE_ORDER).toList();
  }

  /** Whether all keys of a range may be read. */
  public EtcdError mayRead(Caller caller, ByteString key, ByteString rangeEnd) {
    return may(caller, key, rangeEnd, false);
  }

  /** Whether all keys of a range may be written. */
  public EtcdError mayWrite(Caller caller, ByteString key, ByteString rangeEnd) {
    return may(caller, key, rangeEnd, true);
  }

  private EtcdError may(Caller caller, ByteString key, ByteString rangeEnd, boolean write) {
    if (!enabled) {
      return null;
    } else if (caller.revision() == 0) {
      return EtcdError.USER_EMPTY;
    } else if (Long.compareUnsigned(caller.revision(), revision) < 0) {
      return EtcdError.AUTH_OLD_REVISION;
    }
    UserRights theirs = rightsOf(caller.user());
    if (theirs == null) {
      return EtcdError.PERMISSION_DENIED;
    }
    KeyIntervals keys = write ? theirs.writable() : theirs.readable();
    return theirs.root() || keys.covers(key, rangeEnd) ? null : EtcdError.PERMISSION_DENIED;
  }

  /** Whether they may do what only root may. */
  public EtcdError mayAdminister(Caller caller) {
    EtcdError nobody = mustBeKnown(caller);
    if (nobody != null || !enabled) {
      return nobody;
    }
    UserRights theirs = rightsOf(caller.user());
    return theirs != null && theirs.root() ? null : EtcdError.PERMISSION_DENIED;
  }

  /** Whether they said who they are, where that matters. */
  public EtcdError mustBeKnown(Caller caller) {
    return enabled && !caller.isKnown() ? EtcdError.USER_EMPTY : null;
  }

  /** Whether somebody may look a user up: root may, and everybody themselves. */
  public EtcdError maySeeUser(Caller caller, String name) {
    EtcdError refused = mayAdminister(caller);
    return refused != null && caller.isKnown() && caller.user().equals(name) ? null : refused;
  }

  /** Whether somebody may look a role up: root may, and everybody who has it. */
  public EtcdError maySeeRole(Caller caller, String name) {
    EtcdError refused = mayAdminister(caller);
    User user = refused == null ? null : users.get(caller.user());
    return user != null && user.getRolesList().contains(name) ? null : refused;
  }

  private UserRights rightsOf(String name) {
    UserRights known = rights.get(name);
    if (known != null) {
      return known;
    }
    User user = users.get(name);
    if (user == null) {
      return null; // not remembered: names that do not exist are without number
    }
    UserRights made = UserRights.of(user, roles);
    rights.put(name, made);
    return made;
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "AuthSnapshot[enabled=" + enabled + ", revision=" + revision + "]";
  }
}
