package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.balsa.api.AuthDisableRequest;
import dev.balsa.api.AuthEnableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleAddRequest;
import dev.balsa.api.AuthRoleDeleteRequest;
import dev.balsa.api.AuthRoleGetRequest;
import dev.balsa.api.AuthRoleGetResponse;
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
import dev.balsa.api.AuthUserGetResponse;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.AuthUserListRequest;
import dev.balsa.api.AuthUserListResponse;
import dev.balsa.api.AuthUserRevokeRoleRequest;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.Permission;
import dev.balsa.api.Role;
import dev.balsa.api.User;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.auth.Passwords;
import dev.balsa.server.errors.EtcdError;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code etcdserverpb.Auth}. Changes go through the log, and a password leaves its request as a
 * hash only; questions are answered from users and roles as they are after everything that was
 * acknowledged.
 */
final class AuthService {

  private static final String ROOT = "root";
  private static final Permission EVERYTHING =
      Permission.newBuilder()
          .setPermType(Permission.Type.READWRITE)
          .setRangeEnd(ByteString.copyFrom(new byte[] {0}))
          .build();
  private static final Status PASSWORD_TOO_LONG =
      Status.UNKNOWN.withDescription("bcrypt: password length exceeds 72 bytes");

  private final ApiContext context;
  private final Writes writes;
  private final Reads reads;
  private final PasswordWork work;

  AuthService(ApiContext context) {
    this.context = context;
    this.writes = new Writes(context);
    this.reads = new Reads(context);
    this.work = new PasswordWork(context.replica());
  }

  ServerServiceDefinition bind(Binder binder) {
    Binder.Service service =
        binder
            .service(AuthGrpc.SERVICE_NAME)
            .unary(AuthGrpc.getAuthStatusMethod(), this::status)
            .unary(AuthGrpc.getAuthenticateMethod(), this::authenticate)
            .unary(AuthGrpc.getUserAddMethod(), this::userAdd)
            .unary(AuthGrpc.getUserChangePasswordMethod(), this::userChangePassword)
            .unary(AuthGrpc.getUserGetMethod(), this::userGet)
            .unary(AuthGrpc.getUserListMethod(), this::userList)
            .unary(AuthGrpc.getRoleGetMethod(), this::roleGet)
            .unary(AuthGrpc.getRoleListMethod(), this::roleList);
    change(
        service,
        AuthGrpc.getAuthEnableMethod(),
        CommandKind.AUTH_ENABLE,
        AuthEnableRequest.parser());
    change(
        service,
        AuthGrpc.getAuthDisableMethod(),
        CommandKind.AUTH_DISABLE,
        AuthDisableRequest.parser());
    change(
        service,
        AuthGrpc.getUserDeleteMethod(),
        CommandKind.AUTH_USER_DELETE,
        AuthUserDeleteRequest.parser());
    change(
        service,
        AuthGrpc.getUserGrantRoleMethod(),
        CommandKind.AUTH_USER_GRANT_ROLE,
        AuthUserGrantRoleRequest.parser());
    change(
        service,
        AuthGrpc.getUserRevokeRoleMethod(),
        CommandKind.AUTH_USER_REVOKE_ROLE,
        AuthUserRevokeRoleRequest.parser());
    bindRoles(service);
    return service.build();
  }

  private void bindRoles(Binder.Service service) {
    change(
        service,
        AuthGrpc.getRoleAddMethod(),
        CommandKind.AUTH_ROLE_ADD,
        AuthRoleAddRequest.parser());
    change(
        service,
        AuthGrpc.getRoleDeleteMethod(),
        CommandKind.AUTH_ROLE_DELETE,
        AuthRoleDeleteRequest.parser());
    change(
        service,
        AuthGrpc.getRoleGrantPermissionMethod(),
        CommandKind.AUTH_ROLE_GRANT_PERMISSION,
        AuthRoleGrantPermissionRequest.parser());
    change(
        service,
        AuthGrpc.getRoleRevokePermissionMethod(),
        CommandKind.AUTH_ROLE_REVOKE_PERMISSION,
        AuthRoleRevokePermissionRequest.parser());
  }

  /** A change whose request goes into the log as it came. */
  private void change(
      Binder.Service service,
      MethodDescriptor<?, ?> method,
      CommandKind kind,
      Parser<? extends MessageLite> request) {
    var unused =
        service.unary(
            method,
            (bytes, call) -> {
              Requests.verify(request, bytes);
              propose(kind, bytes, call);
            });
  }

  private void propose(CommandKind kind, byte[] body, UnaryCall call) {
    writes.propose(
        kind,
        body,
        call,
        Gate.ROOT,
        outcome -> HeadedAnswer.empty(context.headers().at(((Outcome.Done) outcome).revision())));
  }

  private void userAdd(byte[] bytes, UnaryCall call) throws IOException {
    AuthUserAddRequest request = AuthUserAddRequest.parseFrom(bytes);
    if (request.getOptions().getNoPassword()) {
      byte[] body = request.toBuilder().clearPassword().clearHashedPassword().build().toByteArray();
      propose(CommandKind.AUTH_USER_ADD, body, call);
      return;
    }
    hashed(
        request.getPassword(),
        call,
        hash ->
            propose(
                CommandKind.AUTH_USER_ADD,
                request.toBuilder().clearPassword().setHashedPassword(hash).build().toByteArray(),
                call));
  }

  private void userChangePassword(byte[] bytes, UnaryCall call) throws IOException {
    AuthUserChangePasswordRequest request = AuthUserChangePasswordRequest.parseFrom(bytes);
    if (request.getPassword().isEmpty()) {
      propose(CommandKind.AUTH_USER_CHANGE_PASSWORD, bytes, call);
      return;
    }
    hashed(
        request.getPassword(),
        call,
        hash ->
            propose(
                CommandKind.AUTH_USER_CHANGE_PASSWORD,
                request.toBuilder().clearPassword().setHashedPassword(hash).build().toByteArray(),
                call));
  }

  /** Hashes a password, for root: others are not to keep the server busy. */
  private void hashed(String password, UnaryCall call, Consumer<String> then) {
    if (Passwords.isTooLong(password)) {
      call.fail(PASSWORD_TOO_LONG);
      return;
    }
    context.gate().pass(call, Gate.ROOT, () -> hashForRoot(password, call, then));
  }

  private void hashForRoot(String password, UnaryCall call, Consumer<String> then) {
    boolean taken =
        work.submit(
            () -> {
              if (call.isEnded()) {
                return;
              }
              try {
                then.accept(context.replica().authority().hash(password));
              } catch (RuntimeException e) {
                call.fail(Errors.of(e));
              }
            });
    if (!taken) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  private void authenticate(byte[] bytes, UnaryCall call) throws IOException {
    AuthenticateRequest request = AuthenticateRequest.parseFrom(bytes);
    LogInFlow flow = new LogInFlow(context, work, call, request.getName(), request.getPassword());
    reads.view(false, flow::start, call::fail);
  }

  /** Anybody may ask whether permissions count. */
  private void status(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(AuthStatusRequest.parser(), bytes);
    look(
        call,
        Credentials.NONE,
        (now, caller) -> null,
        now ->
            AuthStatusResponse.newBuilder()
                .setEnabled(now.isEnabled())
                .setAuthRevision(now.revision())
                .build());
  }

  private void userGet(byte[] bytes, UnaryCall call) throws IOException {
    String name = AuthUserGetRequest.parseFrom(bytes).getName();
    look(
        call,
        (now, caller) -> {
          EtcdError refused = now.maySeeUser(caller, name);
          return refused != null || now.user(name) != null ? refused : EtcdError.USER_NOT_FOUND;
        },
        now -> rolesOf(now.user(name)));
  }

  private static AuthUserGetResponse rolesOf(User user) {
    return AuthUserGetResponse.newBuilder().addAllRoles(user.getRolesList()).build();
  }

  private void userList(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(AuthUserListRequest.parser(), bytes);
    look(
        call,
        Gate.ROOT,
        now -> AuthUserListResponse.newBuilder().addAllUsers(now.userNames()).build());
  }

  private void roleGet(byte[] bytes, UnaryCall call) throws IOException {
    String name = AuthRoleGetRequest.parseFrom(bytes).getRole();
    look(
        call,
        (now, caller) -> {
          EtcdError refused = now.maySeeRole(caller, name);
          return refused != null || now.role(name) != null ? refused : EtcdError.ROLE_NOT_FOUND;
        },
        now -> permissionsOf(name, now.role(name)));
  }

  private static AuthRoleGetResponse permissionsOf(String name, Role role) {
    AuthRoleGetResponse.Builder response = AuthRoleGetResponse.newBuilder();
    return name.equals(ROOT)
        ? response.addPerm(EVERYTHING).build()
        : response.addAllPerm(role.getKeyPermissionList()).build();
  }

  private void roleList(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(AuthRoleListRequest.parser(), bytes);
    look(
        call,
        Gate.ROOT,
        now -> AuthRoleListResponse.newBuilder().addAllRoles(now.roleNames()).build());
  }

  private void look(
      UnaryCall call, Authority.Question question, Function<AuthSnapshot, MessageLite> answer) {
    look(call, call.credentials(), question, answer);
  }

  /** Answers from users and roles as they are after everything that was acknowledged. */
  private void look(
      UnaryCall call,
      Credentials credentials,
      Authority.Question question,
      Function<AuthSnapshot, MessageLite> answer) {
    reads.view(
        false,
        view -> {
          Authority authority = context.replica().authority();
          AuthSnapshot now = authority.snapshot();
          EtcdError refused = authority.refusal(credentials, now, question);
          if (refused != null) {
            call.fail(refused);
          } else {
            call.answer(new HeadedAnswer(context.headers().at(view.revision()), answer.apply(now)));
          }
        },
        call::fail);
  }
}
