package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.ElectionGrpc;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashRequest;
import dev.balsa.api.LeaderRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LockGrpc;
import dev.balsa.api.LockRequest;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.MemberRemoveRequest;
import dev.balsa.api.MemberUpdateRequest;
import dev.balsa.api.MoveLeaderRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.SnapshotResponse;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.UnlockRequest;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Leases, locks, and looking after the cluster. */
class AdminPermissionTest extends AmongPeople {

  @Test
  void aLeaseBelongsToWhoMayWriteWhatItHolds() throws Exception {
    LeaseGrpc.LeaseBlockingStub hers = LeaseGrpc.newBlockingStub(alice);
    LeaseGrpc.LeaseBlockingStub roots = LeaseGrpc.newBlockingStub(root);
    var unused = roots.leaseGrant(LeaseGrantRequest.newBuilder().setID(5).setTTL(60).build());
    unused = roots.leaseGrant(LeaseGrantRequest.newBuilder().setID(6).setTTL(60).build());
    assertTrue(kv(root).put(putOf("held", "1").setLease(5).build()).hasHeader());
    denied(() -> kv(alice).put(putOf("a/l", "1").setLease(5).build()));
    RequestOp attach = RequestOp.newBuilder().setRequestPut(putOf("a/l", "1").setLease(5)).build();
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addSuccess(attach).build()));
    denied(() -> hers.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(5).build()));
    LeaseTimeToLiveRequest asks = LeaseTimeToLiveRequest.newBuilder().setID(5).build();
    assertEquals(60, hers.leaseTimeToLive(asks).getGrantedTTL());
    denied(() -> hers.leaseTimeToLive(asks.toBuilder().setKeys(true).build()));
    denied(() -> hers.leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
    assertEquals(2, roots.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesCount());
    keepAliveEnds(alice, 5, EtcdError.PERMISSION_DENIED);
    keepAliveEnds(server.channel, 6, EtcdError.USER_EMPTY);
    assertTrue(kv(alice).put(putOf("a/l", "1").setLease(6).build()).hasHeader());
    assertEquals(60, keepAlive(alice, 6).next().getTTL());
    assertEquals(
        List.of(bytes("a/l")),
        hers.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(6).setKeys(true).build())
            .getKeysList());
    assertTrue(hers.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(6).build()).hasHeader());
    assertTrue(roots.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(5).build()).hasHeader());
    assertEquals(0, hers.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesCount());
  }

  private static StreamProbe<LeaseKeepAliveResponse> keepAlive(Channel who, long id) {
    StreamProbe<LeaseKeepAliveResponse> probe = new StreamProbe<>();
    StreamObserver<LeaseKeepAliveRequest> requests = LeaseGrpc.newStub(who).leaseKeepAlive(probe);
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
    return probe;
  }

  private static void keepAliveEnds(Channel who, long id, EtcdError error) throws Exception {
    keepAlive(who, id).endsWith(error);
  }

  /** CVE-2026-33413: several calls did not ask who made them. */
  @Test
  void onlyRootLooksAfterTheCluster() throws Exception {
    forRootAlone(alice, EtcdError.PERMISSION_DENIED);
    forRootAlone(server.channel, EtcdError.USER_EMPTY);
    forRootAlone(People.with("token", "x", server.channel), EtcdError.INVALID_AUTH_TOKEN);
    assertTrue(
        MaintenanceGrpc.newBlockingStub(root)
            .hashKV(HashKVRequest.getDefaultInstance())
            .hasHeader());
  }

  private static void forRootAlone(Channel who, EtcdError error) throws Exception {
    MaintenanceGrpc.MaintenanceBlockingStub maintenance = MaintenanceGrpc.newBlockingStub(who);
    ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(who);
    fails(error, () -> kv(who).compact(CompactionRequest.newBuilder().setRevision(1).build()));
    fails(error, () -> maintenance.defragment(DefragmentRequest.getDefaultInstance()));
    fails(error, () -> maintenance.hash(HashRequest.getDefaultInstance()));
    fails(error, () -> maintenance.hashKV(HashKVRequest.getDefaultInstance()));
    fails(error, () -> maintenance.moveLeader(MoveLeaderRequest.getDefaultInstance()));
    fails(error, () -> maintenance.alarm(alarm(AlarmRequest.AlarmAction.ACTIVATE)));
    fails(error, () -> maintenance.alarm(alarm(AlarmRequest.AlarmAction.DEACTIVATE)));
    fails(
        error,
        () ->
            cluster.memberAdd(
                MemberAddRequest.newBuilder().addPeerURLs("http://127.0.0.1:1").build()));
    fails(error, () -> cluster.memberRemove(MemberRemoveRequest.getDefaultInstance()));
    fails(error, () -> cluster.memberPromote(MemberPromoteRequest.getDefaultInstance()));
    fails(
        error,
        () ->
            cluster.memberUpdate(
                MemberUpdateRequest.newBuilder().addPeerURLs("http://127.0.0.1:1").build()));
    StreamProbe<SnapshotResponse> snapshot = new StreamProbe<>();
    MaintenanceGrpc.newStub(who).snapshot(SnapshotRequest.getDefaultInstance(), snapshot);
    snapshot.endsWith(error);
  }

  private static AlarmRequest alarm(AlarmRequest.AlarmAction action) {
    return AlarmRequest.newBuilder().setAction(action).setAlarm(AlarmType.NOSPACE).build();
  }

  /**
   * A member that has not heard yet that permissions count lets everything pass: what is applied is
   * asked for again.
   */
  @Test
  void whatWasNotAskedForBeforeTheLogIsAskedForWhenItIsApplied() {
    Map<CommandKind, MessageLite> commands =
        Map.of(
            CommandKind.PUT, putOf("r", "1").build(),
            CommandKind.DELETE_RANGE, delete("r", ONE).build(),
            CommandKind.TXN,
                TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestPut(putOf("r", "1")))
                    .build(),
            CommandKind.COMPACTION, CompactionRequest.newBuilder().setRevision(1).build(),
            CommandKind.ALARM, alarm(AlarmRequest.AlarmAction.ACTIVATE),
            CommandKind.AUTH_USER_ADD, AuthUserAddRequest.newBuilder().setName("eve").build());
    long now = server.replica.authority().snapshot().revision();
    commands.forEach(
        (kind, request) -> {
          assertEquals(EtcdError.USER_EMPTY, refusal(kind, request, Caller.NOBODY), kind.name());
          assertEquals(
              EtcdError.PERMISSION_DENIED,
              refusal(kind, request, new Caller("reader", now + 1_000_000)),
              kind.name());
        });
    assertEquals(
        EtcdError.AUTH_OLD_REVISION,
        refusal(CommandKind.PUT, putOf("a/1", "1").build(), new Caller("alice", 1)));
  }

  private EtcdError refusal(CommandKind kind, MessageLite request, Caller caller) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    server.replica.propose(kind, request.toByteArray(), caller, outcome::complete);
    return ((Outcome.Failed) outcome.orTimeout(20, TimeUnit.SECONDS).join()).error();
  }

  @Test
  void everybodyWhoIsSomebodyMayLook() {
    AlarmRequest get = alarm(AlarmRequest.AlarmAction.GET);
    for (Channel who : List.of(alice, root)) {
      MaintenanceGrpc.MaintenanceBlockingStub maintenance = MaintenanceGrpc.newBlockingStub(who);
      assertTrue(maintenance.status(StatusRequest.getDefaultInstance()).hasHeader());
      assertTrue(maintenance.alarm(get).hasHeader());
      assertEquals(
          2,
          ClusterGrpc.newBlockingStub(who)
              .memberList(MemberListRequest.getDefaultInstance())
              .getMembersCount());
    }
    MaintenanceGrpc.MaintenanceBlockingStub nobody =
        MaintenanceGrpc.newBlockingStub(server.channel);
    fails(EtcdError.USER_EMPTY, () -> nobody.status(StatusRequest.getDefaultInstance()));
    fails(EtcdError.USER_EMPTY, () -> nobody.alarm(get));
    fails(
        EtcdError.USER_EMPTY,
        () ->
            ClusterGrpc.newBlockingStub(server.channel)
                .memberList(MemberListRequest.getDefaultInstance()));
  }

  @Test
  void locksAndElectionsAreTheirCallers() {
    LockGrpc.LockBlockingStub hers = LockGrpc.newBlockingStub(alice);
    ByteString key = hers.lock(LockRequest.newBuilder().setName(bytes("a/lock")).build()).getKey();
    assertTrue(key.toStringUtf8().startsWith("a/lock/"));
    fails(
        Status.Code.UNKNOWN,
        EtcdError.PERMISSION_DENIED.text(),
        () ->
            LockGrpc.newBlockingStub(reader)
                .unlock(UnlockRequest.newBuilder().setKey(key).build()));
    assertTrue(hers.unlock(UnlockRequest.newBuilder().setKey(key).build()).hasHeader());
    fails(
        Status.Code.UNKNOWN,
        EtcdError.PERMISSION_DENIED.text(),
        () -> hers.lock(LockRequest.newBuilder().setName(bytes("r")).build()));
    fails(
        Status.Code.UNKNOWN,
        EtcdError.USER_EMPTY.text(),
        () ->
            LockGrpc.newBlockingStub(server.channel)
                .lock(LockRequest.newBuilder().setName(bytes("a/lock")).build()));
    fails(
        Status.Code.UNKNOWN,
        EtcdError.PERMISSION_DENIED.text(),
        () ->
            ElectionGrpc.newBlockingStub(reader)
                .leader(LeaderRequest.newBuilder().setName(bytes("a/post")).build()));
  }
}
