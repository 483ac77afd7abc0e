package dev.balsa.jepsen.flip;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleGetRequest;
import dev.balsa.api.AuthRoleListRequest;
import dev.balsa.api.AuthUserGetRequest;
import dev.balsa.api.AuthUserListRequest;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** All that a client can see of a small store, in one line. */
final class Contents {

  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
  private static final long PATIENCE_SECONDS = 60;

  private final ManagedChannel channel;
  private final CRC32C crc = new CRC32C();

  private Contents(ManagedChannel channel) {
    this.channel = channel;
  }

  /**
   * Asks for everything: keys at every revision, the hash of the history, leases with their keys,
   * users, roles, members, alarms.
   *
   * @throws io.grpc.StatusRuntimeException if the server does not answer
   */
  static String read(ManagedChannel channel) {
    Contents contents = new Contents(channel);
    String keys = contents.keys();
    contents.leases();
    contents.users();
    contents.cluster();
    return keys + ", digest " + Long.toHexString(contents.crc.getValue());
  }

  private void add(MessageLite message) {
    crc.update(message.toByteArray());
  }

  private String keys() {
    HashKVResponse hash =
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .hashKV(HashKVRequest.getDefaultInstance());
    RangeResponse now = range(0);
    long last = now.getHeader().getRevision();
    for (long revision = Math.max(1, hash.getCompactRevision()); revision <= last; revision++) {
      range(revision).getKvsList().forEach(this::add);
    }
    return String.format(
        "revision %d, compacted %d, %d keys, hash %08x",
        last, hash.getCompactRevision(), now.getKvsCount(), hash.getHash());
  }

  private RangeResponse range(long revision) {
    return KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .range(
            RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setRevision(revision).build());
  }

  private void leases() {
    LeaseGrpc.LeaseBlockingStub leases =
        LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesList().stream()
        .map(lease -> lease.getID())
        .sorted()
        .map(id -> LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build())
        .map(leases::leaseTimeToLive)
        .map(found -> LeaseTimeToLiveResponse.newBuilder(found).clearHeader().clearTTL().build())
        .forEach(this::add);
  }

  private void users() {
    AuthGrpc.AuthBlockingStub auth =
        AuthGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (String user : auth.userList(AuthUserListRequest.getDefaultInstance()).getUsersList()) {
      AuthUserGetRequest question = AuthUserGetRequest.newBuilder().setName(user).build();
      add(auth.userGet(question).toBuilder().clearHeader().build());
    }
    for (String role : auth.roleList(AuthRoleListRequest.getDefaultInstance()).getRolesList()) {
      AuthRoleGetRequest question = AuthRoleGetRequest.newBuilder().setRole(role).build();
      add(auth.roleGet(question).toBuilder().clearHeader().build());
    }
  }

  private void cluster() {
    add(
        ClusterGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .memberList(MemberListRequest.getDefaultInstance())
            .toBuilder()
            .clearHeader()
            .build());
    add(
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .alarm(AlarmRequest.getDefaultInstance())
            .toBuilder()
            .clearHeader()
            .build());
  }
}
