package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthEnableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleAddRequest;
import dev.balsa.api.AuthRoleGrantPermissionRequest;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.Permission;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;

/** Users of a server under test, and channels that carry their tokens. */
public final class People {

  /** What to ask for in the place of the end of a range, to get all keys from the first on. */
  public static final ByteString OPEN = ByteString.copyFrom(new byte[] {0});

  private final Channel channel;

  /** On behalf of whom users are added; nobody while permissions do not count. */
  private AuthGrpc.AuthBlockingStub admin;

  public People(Channel channel) {
    this.channel = channel;
    this.admin = AuthGrpc.newBlockingStub(channel);
  }

  /** Makes permissions count; from then on root adds users. */
  public Channel enable() {
    add("root");
    grant("root", "root");
    var unused = admin.authEnable(AuthEnableRequest.getDefaultInstance());
    Channel root = as("root");
    admin = AuthGrpc.newBlockingStub(root);
    return root;
  }

  /** Adds a user whose password is their name. */
  public void add(String user) {
    var unused =
        admin.userAdd(AuthUserAddRequest.newBuilder().setName(user).setPassword(user).build());
  }

  /** Gives a user a role that exists. */
  public void grant(String user, String role) {
    var unused =
        admin.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
  }

  /** Adds a user and a role of the same name for one range; the user's channel. */
  public Channel add(String user, Permission.Type type, String key, ByteString end) {
    add(user);
    var unused = admin.roleAdd(AuthRoleAddRequest.newBuilder().setName(user).build());
    allow(user, type, key, end);
    grant(user, user);
    return as(user);
  }

  /** Lets a role do something. */
  public void allow(String role, Permission.Type type, String key, ByteString end) {
    Permission permission =
        Permission.newBuilder()
            .setPermType(type)
            .setKey(ByteString.copyFromUtf8(key))
            .setRangeEnd(end)
            .build();
    var unused =
        admin.roleGrantPermission(
            AuthRoleGrantPermissionRequest.newBuilder().setName(role).setPerm(permission).build());
  }

  /** What root asks with. */
  public AuthGrpc.AuthBlockingStub admin() {
    return admin;
  }

  /** Logs in; the token. */
  public String logIn(String user) {
    return AuthGrpc.newBlockingStub(channel)
        .authenticate(AuthenticateRequest.newBuilder().setName(user).setPassword(user).build())
        .getToken();
  }

  /** Logs in; the channel on which the user asks. */
  public Channel as(String user) {
    return with("token", logIn(user), channel);
  }

  /** A channel that sends one more header. */
  public static Channel with(String header, String value, Channel channel) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }
}
