package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.HashRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.api.MoveLeaderRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.mvcc.HashKv;
import dev.balsa.mvcc.MvccException;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaintenanceServiceTest {

  private final ServerFixture server = new ServerFixture();
  private final MaintenanceGrpc.MaintenanceBlockingStub maintenance =
      MaintenanceGrpc.newBlockingStub(server.channel);
  private final ClusterGrpc.ClusterBlockingStub cluster =
      ClusterGrpc.newBlockingStub(server.channel);
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void reportsStatus() {
    put("a");
    StatusResponse status = maintenance.status(StatusRequest.getDefaultInstance());
    assertEquals("3.7.0", status.getVersion());
    assertEquals("3.7.0", status.getStorageVersion());
    assertEquals(DirectReplica.MEMBER_ID, status.getLeader());
    assertEquals(DirectReplica.TERM, status.getRaftTerm());
    assertEquals(1, status.getRaftIndex());
    assertEquals(1, status.getRaftAppliedIndex());
    assertEquals(2, status.getHeader().getRevision());
    assertEquals(2L << 30, status.getDbSizeQuota());
    assertTrue(status.getDbSize() > 0);
    assertTrue(status.getDbSizeInUse() > 0);
    assertEquals(0, status.getErrorsCount());
    assertFalse(status.getIsLearner());
    assertTrue(status.hasDowngradeInfo());
  }

  @Test
  void reportsWhatIsWrongInStatus() {
    server.replica.leaderId = 0;
    server.replica.extraAlarms = List.of(new Alarm(-1L, Alarm.NOSPACE), new Alarm(5, 77));
    assertEquals(
        List.of(
            "etcdserver: no leader",
            "memberID:18446744073709551615 alarm:NOSPACE",
            "memberID:5 alarm:77"),
        maintenance.status(StatusRequest.getDefaultInstance()).getErrorsList());
  }

  @Test
  void raisesListsAndDisarmsAlarms() {
    AlarmMember alarm = AlarmMember.newBuilder().setMemberID(5).setAlarm(AlarmType.NOSPACE).build();
    assertEquals(List.of(alarm), alarm(AlarmRequest.AlarmAction.ACTIVATE, 5, AlarmType.NOSPACE));
    assertEquals(List.of(alarm), alarm(AlarmRequest.AlarmAction.GET, 0, AlarmType.NONE));
    assertEquals(List.of(), alarm(AlarmRequest.AlarmAction.GET, 0, AlarmType.CORRUPT));
    fails(EtcdError.NO_SPACE, () -> put("a"));
    assertEquals(List.of(alarm), alarm(AlarmRequest.AlarmAction.DEACTIVATE, 5, AlarmType.NOSPACE));
    assertEquals(List.of(), alarm(AlarmRequest.AlarmAction.GET, 0, AlarmType.NONE));
    put("a");
  }

  @Test
  void hashesUpToARevision() {
    put("a");
    put("b");
    HashKv expected = server.replica.view().hashKv(2);
    HashKVResponse response = maintenance.hashKV(HashKVRequest.newBuilder().setRevision(2).build());
    assertEquals(expected.hash(), response.getHash());
    assertEquals(expected.compactRevision(), response.getCompactRevision());
    assertEquals(2, response.getHashRevision());
    assertEquals(3, response.getHeader().getRevision());
    fails(
        EtcdError.FUTURE_REV,
        () -> maintenance.hashKV(HashKVRequest.newBuilder().setRevision(99).build()));
  }

  @Test
  void hashesEverything() {
    put("a");
    assertEquals(
        server.replica.view().hash(), maintenance.hash(HashRequest.getDefaultInstance()).getHash());
  }

  @Test
  void defragmentsWithoutAHeader() {
    assertFalse(maintenance.defragment(DefragmentRequest.getDefaultInstance()).hasHeader());
    server.replica.defragmentFailure = new MvccException(MvccException.Kind.CLOSED, "closed");
    fails(EtcdError.STOPPED, () -> maintenance.defragment(DefragmentRequest.getDefaultInstance()));
  }

  @Test
  void movesLeadershipNowhere() {
    fails(EtcdError.BAD_LEADER_TRANSFEREE, () -> moveLeader(0x1234));
    fails(EtcdError.BAD_LEADER_TRANSFEREE, () -> moveLeader(0xb));
    moveLeader(DirectReplica.MEMBER_ID);
    server.replica.leaderId = 0xc;
    fails(EtcdError.NOT_LEADER, () -> moveLeader(DirectReplica.MEMBER_ID));
  }

  private void moveLeader(long target) {
    assertFalse(
        maintenance
            .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(target).build())
            .hasHeader());
  }

  @Test
  void listsMembersWithoutARevision() {
    MemberListResponse response =
        cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
    assertEquals(0, response.getHeader().getRevision());
    assertEquals(DirectReplica.TERM, response.getHeader().getRaftTerm());
    assertEquals(2, response.getMembersCount());
    assertEquals("default", response.getMembers(0).getName());
    assertEquals(DirectReplica.MEMBER_ID, response.getMembers(0).getID());
    assertEquals("http://localhost:2379", response.getMembers(0).getClientURLs(0));
    assertTrue(response.getMembers(1).getIsLearner());
  }

  @Test
  void listsMembersFromLocalStateUnlessAskedForMore() {
    server.replica.readFailure = EtcdError.TIMEOUT;
    assertEquals(2, cluster.memberList(MemberListRequest.getDefaultInstance()).getMembersCount());
    fails(
        EtcdError.TIMEOUT,
        () -> cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build()));
  }

  @Test
  void saysWhatIsNotServedInTheWordsOfEtcdsTransport() {
    fails(
        Status.Code.UNIMPLEMENTED,
        "unknown method Nothing for service etcdserverpb.Maintenance",
        () ->
            io.grpc.stub.ClientCalls.blockingUnaryCall(
                server.channel,
                dev.balsa.api.MaintenanceGrpc.getStatusMethod().toBuilder()
                    .setFullMethodName("etcdserverpb.Maintenance/Nothing")
                    .build(),
                io.grpc.CallOptions.DEFAULT,
                dev.balsa.api.StatusRequest.getDefaultInstance()));
    fails(
        Status.Code.UNIMPLEMENTED,
        "unknown service etcdserverpb.Nobody",
        () ->
            io.grpc.stub.ClientCalls.blockingUnaryCall(
                server.channel,
                dev.balsa.api.AuthGrpc.getAuthEnableMethod().toBuilder()
                    .setFullMethodName("etcdserverpb.Nobody/AuthEnable")
                    .build(),
                io.grpc.CallOptions.DEFAULT,
                dev.balsa.api.AuthEnableRequest.getDefaultInstance()));
  }

  private List<AlarmMember> alarm(AlarmRequest.AlarmAction action, long member, AlarmType type) {
    return maintenance
        .alarm(
            AlarmRequest.newBuilder().setAction(action).setMemberID(member).setAlarm(type).build())
        .getAlarmsList();
  }

  private void put(String key) {
    kv.put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes("v")).build());
  }
}
