package dev.balsa.client;

import dev.balsa.api.AuthDisableRequest;
import dev.balsa.api.AuthEnableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleAddRequest;
import dev.balsa.api.AuthRoleDeleteRequest;
import dev.balsa.api.AuthRoleGetRequest;
import dev.balsa.api.AuthRoleGrantPermissionRequest;
import dev.balsa.api.AuthRoleListRequest;
import dev.balsa.api.AuthRoleListResponse;
import dev.balsa.api.AuthRoleRevokePermissionRequest;
import dev.balsa.api.AuthStatusRequest;
import dev.balsa.api.AuthStatusResponse;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.AuthUserDeleteRequest;
import dev.balsa.api.AuthUserGetRequest;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.AuthUserListRequest;
import dev.balsa.api.AuthUserListResponse;
import dev.balsa.api.AuthUserRevokeRoleRequest;
import dev.balsa.api.Permission;
import dev.balsa.api.UserAddOptions;
import io.grpc.MethodDescriptor;
import java.util.List;

/**
 * Users, roles, and what these may do. Names and permissions are the cluster's: a namespace of the
 * client has no part in them. Thread-safe.
 *
 * <pre>{@code
 * auth.addRole("app").await();
 * auth.allow("app", new Auth.Grant(Auth.Access.READ_WRITE, KeyRange.prefix("app/"))).await();
 * auth.addUser("alice", "secret").await();
 * auth.grantRole("alice", "app").await();
 * }</pre>
 */
public final class Auth {

  private final Calls calls;

  Auth(Calls calls) {
    this.calls = calls;
  }

  /** What a role may do with keys. */
  public enum Access {
    /** Read and watch. */
    READ,
    /** Put and delete. */
    WRITE,
    /** Both. */
    READ_WRITE
  }

  /** What a role may do with which keys. */
  public record Grant(Access access, KeyRange range) {}

  /** Switches access control on; there must be a user root that has the role root. */
  public Reply<Void> enable() {
    return change(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance());
  }

  /** Switches access control off. */
  public Reply<Void> disable() {
    return change(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance());
  }

  /** Whether access control is on. */
  public Reply<Boolean> isEnabled() {
    return calls.unary(
        AuthGrpc.getAuthStatusMethod(),
        AuthStatusRequest.getDefaultInstance(),
        Safety.READ,
        AuthStatusResponse::getEnabled);
  }

  /** Adds a user. */
  public Reply<Void> addUser(String name, String password) {
    return change(
        AuthGrpc.getUserAddMethod(),
        AuthUserAddRequest.newBuilder().setName(name).setPassword(password).build());
  }

  /** Adds a user who shows a certificate and has no password. */
  public Reply<Void> addUserWithoutPassword(String name) {
    return change(
        AuthGrpc.getUserAddMethod(),
        AuthUserAddRequest.newBuilder()
            .setName(name)
            .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
            .build());
  }

  /** Removes a user. */
  public Reply<Void> deleteUser(String name) {
    return change(
        AuthGrpc.getUserDeleteMethod(), AuthUserDeleteRequest.newBuilder().setName(name).build());
  }

  /** Gives a user another password. */
  public Reply<Void> changePassword(String name, String password) {
    return change(
        AuthGrpc.getUserChangePasswordMethod(),
        AuthUserChangePasswordRequest.newBuilder().setName(name).setPassword(password).build());
  }

  /** The names of all users. */
  public Reply<List<String>> users() {
    return calls.unary(
        AuthGrpc.getUserListMethod(),
        AuthUserListRequest.getDefaultInstance(),
        Safety.READ,
        Auth::names);
  }

  private static List<String> names(AuthUserListResponse response) {
    return List.copyOf(response.getUsersList());
  }

  /** The roles of a user. */
  public Reply<List<String>> rolesOf(String user) {
    return calls.unary(
        AuthGrpc.getUserGetMethod(),
        AuthUserGetRequest.newBuilder().setName(user).build(),
        Safety.READ,
        response -> List.copyOf(response.getRolesList()));
  }

  /** Gives a user a role. */
  public Reply<Void> grantRole(String user, String role) {
    return change(
        AuthGrpc.getUserGrantRoleMethod(),
        AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
  }

  /** Takes a role from a user. */
  public Reply<Void> revokeRole(String user, String role) {
    return change(
        AuthGrpc.getUserRevokeRoleMethod(),
        AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build());
  }

  /** Adds a role. */
  public Reply<Void> addRole(String name) {
    return change(
        AuthGrpc.getRoleAddMethod(), AuthRoleAddRequest.newBuilder().setName(name).build());
  }

  /** Removes a role. */
  public Reply<Void> deleteRole(String name) {
    return change(
        AuthGrpc.getRoleDeleteMethod(), AuthRoleDeleteRequest.newBuilder().setRole(name).build());
  }

  /** The names of all roles. */
  public Reply<List<String>> roles() {
    return calls.unary(
        AuthGrpc.getRoleListMethod(),
        AuthRoleListRequest.getDefaultInstance(),
        Safety.READ,
        Auth::names);
  }

  private static List<String> names(AuthRoleListResponse response) {
    return List.copyOf(response.getRolesList());
  }

  /** What a role may do. */
  public Reply<List<Grant>> grantsOf(String role) {
    return calls.unary(
        AuthGrpc.getRoleGetMethod(),
        AuthRoleGetRequest.newBuilder().setRole(role).build(),
        Safety.READ,
        response -> response.getPermList().stream().map(Auth::grant).toList());
  }

  /** Lets a role do something. */
  public Reply<Void> allow(String role, Grant grant) {
    Permission permission =
        Permission.newBuilder()
            .setPermType(type(grant.access()))
            .setKey(grant.range().wireKey())
            .setRangeEnd(grant.range().wireEnd())
            .build();
    return change(
        AuthGrpc.getRoleGrantPermissionMethod(),
        AuthRoleGrantPermissionRequest.newBuilder().setName(role).setPerm(permission).build());
  }

  /** Takes from a role what it may do with these keys. */
  public Reply<Void> forbid(String role, KeyRange range) {
    return change(
        AuthGrpc.getRoleRevokePermissionMethod(),
        AuthRoleRevokePermissionRequest.newBuilder()
            .setRole(role)
            .setKey(range.wireKey())
            .setRangeEnd(range.wireEnd())
            .build());
  }

  private <Q, A> Reply<Void> change(MethodDescriptor<Q, A> method, Q request) {
    return calls.unary(method, request, Safety.ONCE, response -> null);
  }

  private static Permission.Type type(Access access) {
    return switch (access) {
      case READ -> Permission.Type.READ;
      case WRITE -> Permission.Type.WRITE;
      case READ_WRITE -> Permission.Type.READWRITE;
    };
  }

  private static Grant grant(Permission permission) {
    Access access =
        switch (permission.getPermType()) {
          case READ -> Access.READ;
          case WRITE -> Access.WRITE;
          default -> Access.READ_WRITE;
        };
    KeyRange range =
        new KeyRange(Bytes.from(permission.getKey()), Bytes.from(permission.getRangeEnd()));
    return new Grant(access, range);
  }
}
