package dev.balsa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthEnableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of requests that take long: what, how long each part took, and no secret. */
@Timeout(120)
class SlowLinesTest {

  private static final String SECRET = "open-sesame";
  private static final String OTHER_SECRET = "close-sesame";
  private static final String VALUE = "42-is-the-answer";

  /** What the server's shared threads say; those of the member's own say it to its own log. */
  private static final class Lines extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      lines.add(String.valueOf(record.getParameters()[0]));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aSlowCallIsToldWithItsPartsAndNoValueOrPasswordIsEverInTheLog() {
    Said own = new Said();
    Lines shared = new Lines();
    Logger logger = Logger.getLogger("dev.balsa.server");
    logger.addHandler(shared);
    String token;
    try (EmbeddedBalsa balsa =
        EmbeddedBalsa.builder()
            .listen()
            .log(own)
            .flag("warning-unary-request-duration", "1ns")
            .flag("warning-apply-duration", "1ns")
            .start()) {
      token = use(URI.create(balsa.endpoints().get(0)));
    } finally {
      logger.removeHandler(shared);
    }
    List<String> lines = new ArrayList<>(own.lines());
    lines.addAll(shared.lines);
    String put = only(lines, "request stats", "/etcdserverpb.KV/Put");
    assertTrue(put.matches("(?s).* queued=PT\\S+ replicated=PT\\S+ applied=PT\\S+"), put);
    assertTrue(put.contains("key:"), put);
    String range = only(lines, "request stats", "/etcdserverpb.KV/Range");
    assertTrue(range.matches("(?s).* confirmed=PT\\S+ read=PT\\S+"), range);
    assertFalse(range.contains("queued="), range);
    String applied = only(lines, "apply request took too long", "key:");
    assertTrue(applied.contains("took=PT"), applied);
    only(lines, "request stats", "/etcdserverpb.Auth/Authenticate");
    only(lines, "request stats", "/etcdserverpb.Auth/UserChangePassword");
    for (String line : lines) {
      for (String secret : List.of(SECRET, OTHER_SECRET, VALUE, token)) {
        assertFalse(line.contains(secret), line);
      }
    }
  }

  /** Puts, reads, adds a user, logs in; gives the token. */
  private static String use(URI server) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(server.getHost(), server.getPort()).usePlaintext().build();
    try {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
      ByteString key = ByteString.copyFromUtf8("k");
      var put =
          kv.put(
              PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(VALUE)).build());
      assertEquals(2, put.getHeader().getRevision());
      assertEquals(1, kv.range(RangeRequest.newBuilder().setKey(key).build()).getCount());
      AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(channel);
      var added =
          auth.userAdd(
              AuthUserAddRequest.newBuilder().setName("root").setPassword(OTHER_SECRET).build());
      var changed =
          auth.userChangePassword(
              AuthUserChangePasswordRequest.newBuilder()
                  .setName("root")
                  .setPassword(SECRET)
                  .build());
      var granted =
          auth.userGrantRole(
              AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
      var enabled = auth.authEnable(AuthEnableRequest.getDefaultInstance());
      for (var each : List.of(added, changed, granted, enabled)) {
        assertTrue(each.isInitialized());
      }
      String token =
          auth.authenticate(
                  AuthenticateRequest.newBuilder().setName("root").setPassword(SECRET).build())
              .getToken();
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
      var read =
          kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .range(RangeRequest.newBuilder().setKey(key).setSerializable(true).build());
      assertEquals(1, read.getCount());
      return token;
    } finally {
      channel.shutdownNow();
    }
  }

  private static String only(List<String> lines, String... words) {
    return lines.stream()
        .filter(line -> List.of(words).stream().allMatch(line::contains))
        .findFirst()
        .orElseThrow(() -> new AssertionError(List.of(words) + " in " + lines));
  }
}
