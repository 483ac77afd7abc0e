package dev.balsa.server.auth;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.Permission;
import dev.balsa.api.Role;
import dev.balsa.api.User;
import dev.balsa.api.UserAddOptions;
import dev.balsa.mvcc.Store;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The replicated users, roles and permissions.
 *
 * <p>Belongs to the apply thread; {@link #snapshot()} may be read from any thread. Every change is
 * written in the store's open batch, and so becomes durable together with the applied index it
 * belongs to. A change answers with null, or with etcd's error if it had no effect. What follows
 * for tokens, which are not replicated but known to every member that applied a log-in, is told to
 * {@link Tokens}.
 */
public final class AuthState {

  /** The name of the user and of the role that may do everything. */
  static final String ROOT = "root";

  private final AuthTables tables;
  private final Tokens tokens;
  private volatile AuthSnapshot snapshot;

  private AuthState(Store store, Tokens tokens) {
    this.tables = new AuthTables(store);
    this.tokens = tokens;
  }

  /**
   * Reads users and roles from a store.
   *
   * @throws IllegalStateException if a record cannot be read
   */
  public static AuthState load(Store store, Tokens tokens) {
    AuthState state = new AuthState(store, tokens);
    state.reload();
    return state;
  }

  /** Reads them again, because the store was replaced by a copy of another member's. */
  public void reload() {
    tables.load();
    publish();
    if (!tables.isEnabled()) {
      tokens.clear();
    }
  }

  /** Users and roles as of the last applied command. Any thread. */
  public AuthSnapshot snapshot() {
    return snapshot;
  }

  private void publish() {
    snapshot = tables.snapshot();
  }

  private EtcdError changed() {
    tables.raiseRevision();
    publish();
    return null;
  }

  /** Makes permissions count. Once they do, it changes nothing. */
  public EtcdError enable() {
    User root = tables.user(ROOT);
    if (tables.isEnabled()) {
      return null;
    } else if (root == null) {
      return EtcdError.ROOT_USER_NOT_EXIST;
    } else if (!root.getRolesList().contains(ROOT)) {
      return EtcdError.ROOT_ROLE_NOT_EXIST;
    }
    tables.setEnabled(true);
    publish();
    return null;
  }

  /** Lets everybody do everything; tokens end. */
  public EtcdError disable() {
    if (!tables.isEnabled()) {
      return null;
    }
    tables.setEnabled(false);
    tokens.clear();
    return changed();
  }

  /**
   * A log-in whose password was found right: the token is good from now on, on this member.
   *
   * @param token whole; empty where tokens are not kept in memory
   * @return null if the user may have it
   */
  public EtcdError logIn(String userName, String token) {
    User user = tables.user(userName);
    if (!tables.isEnabled()) {
      return EtcdError.AUTH_NOT_ENABLED;
    } else if (user == null || user.getOptions().getNoPassword()) {
      return EtcdError.AUTH_FAILED;
    }
    if (!token.isEmpty()) {
      tokens.assign(userName, token);
    }
    return null;
  }

  /**
   * Adds a user.
   *
   * @param requestId salts a password that comes in the clear, which only old logs of etcd have
   */
  public EtcdError addUser(AuthUserAddRequest r, long requestId) {
    if (r.getName().isEmpty()) {
      return EtcdError.USER_EMPTY;
    } else if (tables.user(r.getName()) != null) {
      return EtcdError.USER_ALREADY_EXIST;
    }
    ByteString hash = ByteString.EMPTY;
    if (!r.getOptions().getNoPassword()) {
      hash = Passwords.stored(r.getPassword(), r.getHashedPassword(), requestId);
      if (hash == null) {
        return EtcdError.NO_PASSWORD_USER;
      }
    }
    UserAddOptions options = r.hasOptions() ? r.getOptions() : UserAddOptions.getDefaultInstance();
    tables.put(
        User.newBuilder()
            .setName(ByteString.copyFromUtf8(r.getName()))
            .setPassword(hash)
            .setOptions(options)
            .build());
    return changed();
  }

  /** Removes a user; their tokens end. */
  public EtcdError deleteUser(String name) {
    if (tables.isEnabled() && name.equals(ROOT)) {
      return EtcdError.INVALID_AUTH_MGMT;
    } else if (tables.user(name) == null) {
      return EtcdError.USER_NOT_FOUND;
    }
    tables.deleteUser(name);
    tokens.revoke(name);
    return changed();
  }

  /**
   * Gives a user another password; their tokens end.
   *
   * @param requestId as for {@link #addUser}
   */
  public EtcdError changePassword(AuthUserChangePasswordRequest r, long requestId) {
    User user = tables.user(r.getName());
    if (user == null) {
      return EtcdError.USER_NOT_FOUND;
    }
    ByteString hash = ByteString.EMPTY;
    if (!user.getOptions().getNoPassword()) {
      hash = Passwords.stored(r.getPassword(), r.getHashedPassword(), requestId);
      if (hash == null) {
        return EtcdError.NO_PASSWORD_USER;
      }
    }
    tables.put(user.toBuilder().setPassword(hash).build());
    tokens.revoke(r.getName());
    return changed();
  }

  /** Gives a user a role. One that they have already changes nothing. */
  public EtcdError grantRole(String userName, String roleName) {
    User user = tables.user(userName);
    if (user == null) {
      return EtcdError.USER_NOT_FOUND;
    } else if (!roleName.equals(ROOT) && tables.role(roleName) == null) {
      return EtcdError.ROLE_NOT_FOUND;
    } else if (user.getRolesList().contains(roleName)) {
      return null;
    }
    List<String> roles = new ArrayList<>(user.getRolesList());
    roles.add(roleName);
    roles.sort(AuthSnapshot.BYTE_ORDER); // etcd searches them by halves
    tables.put(user.toBuilder().clearRoles().addAllRoles(roles).build());
    return changed();
  }

  /** Takes a role from a user. */
  public EtcdError revokeRole(String userName, String roleName) {
    User user = tables.user(userName);
    if (tables.isEnabled() && userName.equals(ROOT) && roleName.equals(ROOT)) {
      return EtcdError.INVALID_AUTH_MGMT;
    } else if (user == null) {
      return EtcdError.USER_NOT_FOUND;
    } else if (!user.getRolesList().contains(roleName)) {
      return EtcdError.ROLE_NOT_GRANTED;
    }
    tables.put(without(user, roleName));
    return changed();
  }

  private static User without(User user, String roleName) {
    List<String> left = new ArrayList<>(user.getRolesList());
    left.removeIf(roleName::equals);
    return user.toBuilder().clearRoles().addAllRoles(left).build();
  }

  /** Adds a role that may do nothing yet. */
  public EtcdError addRole(String name) {
    if (name.isEmpty()) {
      return EtcdError.ROLE_EMPTY;
    } else if (tables.role(name) != null) {
      return EtcdError.ROLE_ALREADY_EXIST;
    }
    tables.put(Role.newBuilder().setName(ByteString.copyFromUtf8(name)).build());
    return changed();
  }

  /** Removes a role, also from everybody who has it; the tokens of these end. */
  public EtcdError deleteRole(String name) {
    if (tables.isEnabled() && name.equals(ROOT)) {
      return EtcdError.INVALID_AUTH_MGMT;
    } else if (tables.role(name) == null) {
      return EtcdError.ROLE_NOT_FOUND;
    }
    tables.deleteRole(name);
    for (User user : List.copyOf(tables.users().values())) {
      if (user.getRolesList().contains(name)) {
        tables.put(without(user, name));
        tokens.revoke(user.getName().toStringUtf8());
      }
    }
    return changed();
  }

  /**
   * Lets a role do something. A permission for the same range takes the place of the one there is.
   *
   * @param permission null if the request has none
   */
  public EtcdError grantPermission(String roleName, Permission permission) {
    if (permission == null) {
      return EtcdError.PERMISSION_NOT_GIVEN;
    } else if (!isRange(permission)) {
      return EtcdError.INVALID_AUTH_MGMT;
    }
    Role role = tables.role(roleName);
    if (role == null) {
      return EtcdError.ROLE_NOT_FOUND;
    }
    List<Permission> permissions = new ArrayList<>(role.getKeyPermissionList());
    permissions.removeIf(sameRange(permission.getKey(), permission.getRangeEnd()));
    permissions.add(permission);
    permissions.sort(PermissionOrder.BY_RANGE);
    tables.put(role.toBuilder().clearKeyPermission().addAllKeyPermission(permissions).build());
    return changed();
  }

  /** Whether there can be keys in it. */
  private static boolean isRange(Permission permission) {
    ByteString key = permission.getKey();
    ByteString end = permission.getRangeEnd();
    return !key.isEmpty()
        && (end.isEmpty()
            || KeyIntervals.isOpen(end)
            || PermissionOrder.KEYS.compare(key, end) < 0);
  }

  /** Takes from a role what it may do with exactly this range. */
  public EtcdError revokePermission(String roleName, ByteString key, ByteString rangeEnd) {
    Role role = tables.role(roleName);
    if (role == null) {
      return EtcdError.ROLE_NOT_FOUND;
    }
    List<Permission> left = new ArrayList<>(role.getKeyPermissionList());
    if (!left.removeIf(sameRange(key, rangeEnd))) {
      return EtcdError.PERMISSION_NOT_GRANTED;
    }
    tables.put(role.toBuilder().clearKeyPermission().addAllKeyPermission(left).build());
    return changed();
  }

  private static Predicate<Permission> sameRange(ByteString key, ByteString rangeEnd) {
    return other -> other.getKey().equals(key) && other.getRangeEnd().equals(rangeEnd);
  }
}
