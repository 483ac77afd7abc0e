package dev.balsa.server.apply;

import dev.balsa.api.AuthRoleRevokePermissionRequest;
import dev.balsa.mvcc.Store;
import dev.balsa.server.auth.AuthState;
import dev.balsa.server.command.InternalAuthenticateRequest;
import dev.balsa.server.command.InternalRaftRequest;
import dev.balsa.server.errors.EtcdError;

/**
 * Executes the commands that change users, roles and permissions, and those by which somebody logs
 * in. Belongs to the apply thread.
 */
final class AuthCommands {

  private final AuthState auth;
  private final Store store;

  AuthCommands(AuthState auth, Store store) {
    this.auth = auth;
    this.store = store;
  }

  /** Whether only root may ask for it. */
  static boolean needsRoot(CommandKind kind) {
    return switch (kind) {
      case AUTH_ENABLE,
          AUTH_DISABLE,
          AUTH_USER_ADD,
          AUTH_USER_DELETE,
          AUTH_USER_CHANGE_PASSWORD,
          AUTH_USER_GRANT_ROLE,
          AUTH_USER_REVOKE_ROLE,
          AUTH_ROLE_ADD,
          AUTH_ROLE_DELETE,
          AUTH_ROLE_GRANT_PERMISSION,
          AUTH_ROLE_REVOKE_PERMISSION ->
          true;
      default -> false;
    };
  }

  Outcome execute(long index, CommandKind kind, InternalRaftRequest r) {
    if (kind == CommandKind.AUTHENTICATE) {
      return logIn(index, r.getAuthenticate());
    }
    EtcdError refused = change(kind, r);
    return refused == null ? new Outcome.Done(store.revision()) : new Outcome.Failed(refused);
  }

  private Outcome logIn(long index, InternalAuthenticateRequest r) {
    String token = r.getSimpleToken().isEmpty() ? "" : r.getSimpleToken() + "." + index;
    EtcdError refused = auth.logIn(r.getName(), token);
    return refused == null
        ? new Outcome.LoggedIn(r.getName(), auth.snapshot().revision(), token, store.revision())
        : new Outcome.Failed(refused);
  }

  private EtcdError change(CommandKind kind, InternalRaftRequest r) {
    long id = CommandCodec.requestIdOf(r);
    return switch (kind) {
      case AUTH_ENABLE -> auth.enable();
      case AUTH_DISABLE -> auth.disable();
      case AUTH_USER_ADD -> auth.addUser(r.getAuthUserAdd(), id);
      case AUTH_USER_DELETE -> auth.deleteUser(r.getAuthUserDelete().getName());
      case AUTH_USER_CHANGE_PASSWORD -> auth.changePassword(r.getAuthUserChangePassword(), id);
      case AUTH_USER_GRANT_ROLE ->
          auth.grantRole(r.getAuthUserGrantRole().getUser(), r.getAuthUserGrantRole().getRole());
      case AUTH_USER_REVOKE_ROLE ->
          auth.revokeRole(r.getAuthUserRevokeRole().getName(), r.getAuthUserRevokeRole().getRole());
      case AUTH_ROLE_ADD -> auth.addRole(r.getAuthRoleAdd().getName());
      case AUTH_ROLE_DELETE -> auth.deleteRole(r.getAuthRoleDelete().getRole());
      case AUTH_ROLE_GRANT_PERMISSION ->
          auth.grantPermission(
              r.getAuthRoleGrantPermission().getName(),
              r.getAuthRoleGrantPermission().hasPerm()
                  ? r.getAuthRoleGrantPermission().getPerm()
                  : null);
      case AUTH_ROLE_REVOKE_PERMISSION -> revoke(r.getAuthRoleRevokePermission());
      default ->
          null; // a question, which an etcd writes into its log and nobody here asks any more
    };
  }

  private EtcdError revoke(AuthRoleRevokePermissionRequest r) {
    return auth.revokePermission(r.getRole(), r.getKey(), r.getRangeEnd());
  }

  /** The kind of an entry that is about users and roles; null if it is not. */
  static CommandKind kindOf(InternalRaftRequest r) {
    if (r.hasAuthenticate()) {
      return CommandKind.AUTHENTICATE;
    } else if (r.hasAuthEnable()) {
      return CommandKind.AUTH_ENABLE;
    } else if (r.hasAuthDisable()) {
      return CommandKind.AUTH_DISABLE;
    } else if (r.hasAuthStatus()) {
      return CommandKind.AUTH_STATUS;
    }
    CommandKind ofUser = userKindOf(r);
    return ofUser == null ? roleKindOf(r) : ofUser;
  }

  private static CommandKind userKindOf(InternalRaftRequest r) {
    if (r.hasAuthUserAdd()) {
      return CommandKind.AUTH_USER_ADD;
    } else if (r.hasAuthUserDelete()) {
      return CommandKind.AUTH_USER_DELETE;
    } else if (r.hasAuthUserGet()) {
      return CommandKind.AUTH_USER_GET;
    } else if (r.hasAuthUserChangePassword()) {
      return CommandKind.AUTH_USER_CHANGE_PASSWORD;
    } else if (r.hasAuthUserGrantRole()) {
      return CommandKind.AUTH_USER_GRANT_ROLE;
    } else if (r.hasAuthUserRevokeRole()) {
      return CommandKind.AUTH_USER_REVOKE_ROLE;
    }
    return r.hasAuthUserList() ? CommandKind.AUTH_USER_LIST : null;
  }

  private static CommandKind roleKindOf(InternalRaftRequest r) {
    if (r.hasAuthRoleList()) {
      return CommandKind.AUTH_ROLE_LIST;
    } else if (r.hasAuthRoleAdd()) {
      return CommandKind.AUTH_ROLE_ADD;
    } else if (r.hasAuthRoleDelete()) {
      return CommandKind.AUTH_ROLE_DELETE;
    } else if (r.hasAuthRoleGet()) {
      return CommandKind.AUTH_ROLE_GET;
    } else if (r.hasAuthRoleGrantPermission()) {
      return CommandKind.AUTH_ROLE_GRANT_PERMISSION;
    }
    return r.hasAuthRoleRevokePermission() ? CommandKind.AUTH_ROLE_REVOKE_PERMISSION : null;
  }
}
