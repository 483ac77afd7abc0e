package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.api.AuthDisableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthStatusRequest;
import dev.balsa.api.AuthStatusResponse;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.AuthUserDeleteRequest;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.Compare;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.ElectionGrpc;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashRequest;
import dev.balsa.api.KVGrpc;
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
import dev.balsa.api.Permission;
import dev.balsa.api.PutRequest;
import dev.balsa.api.PutResponse;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeStreamResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.SnapshotResponse;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.UnlockRequest;
import dev.balsa.api.UserAddOptions;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.auth.PeerCertificate;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Attributes;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/**
 * What permissions let through, call by call. Alice reads and writes {@code a/}; reader may only
 * read the key {@code r} and writer only write {@code w}; root may everything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthServiceTest {

  private static final ByteString ONE = ByteString.EMPTY;

  private final ServerFixture server = new ServerFixture();
  private final People people = new People(server.channel);
  private Channel root;
  private Channel alice;
  private Channel reader;
  private Channel writer;

  @BeforeAll
  void meet() {
    root = people.enable();
    alice = people.add("alice", Permission.Type.READWRITE, "a/", bytes("a0"));
    reader = people.add("reader", Permission.Type.READ, "r", ONE);
    writer = people.add("writer", Permission.Type.WRITE, "w", ONE);
    // Adding people made the first tokens' users known at an older revision; that does not matter.
    put(root, "r", "1");
    put(root, "w", "1");
    put(root, "a/1", "1");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static KVGrpc.KVBlockingStub kv(Channel channel) {
    return KVGrpc.newBlockingStub(channel);
  }

  private static void put(Channel who, String key, String value) {
    var unused = kv(who).put(putOf(key, value).build());
  }

  private static PutRequest.Builder putOf(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
  }

  private static RangeRequest range(String key, ByteString end) {
    return RangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(end).build();
  }

  private static DeleteRangeRequest.Builder delete(String key, ByteString end) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(end);
  }

  private static void denied(Executable call) {
    fails(EtcdError.PERMISSION_DENIED, call);
  }

  @Test
  void whoDoesNotSayWhoTheyAreGetsNothing() {
    fails(EtcdError.USER_EMPTY, () -> kv(server.channel).range(range("a/1", ONE)));
    fails(EtcdError.USER_EMPTY, () -> put(server.channel, "a/1", "2"));
    fails(
        EtcdError.USER_EMPTY,
        () ->
            LeaseGrpc.newBlockingStub(server.channel)
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(9).build()));
  }

  @Test
  void aTokenThatIsNotGoodIsToldAsSuch() {
    for (String token : List.of("nonsense", "aaaaaaaaaaaaaaaa.1", "aaaaaaaaaaaaaaaa.999999", "")) {
      Channel stranger = People.with("token", token, server.channel);
      fails(EtcdError.INVALID_AUTH_TOKEN, () -> kv(stranger).range(range("a/1", ONE)));
      fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(stranger, "a/1", "2"));
    }
    // What is wrong with the request comes first.
    Channel stranger = People.with("token", "nonsense", server.channel);
    fails(EtcdError.EMPTY_KEY, () -> kv(stranger).range(RangeRequest.getDefaultInstance()));
  }

  @Test
  void aTokenIsTakenFromEitherHeader() {
    String token = people.logIn("alice");
    for (String text : List.of(token, "Bearer " + token)) {
      Channel channel = People.with("authorization", text, server.channel);
      assertEquals(1, kv(channel).range(range("a/1", ONE)).getKvsCount());
    }
  }

  @Test
  void aReadNeedsTheWholeRange() {
    assertEquals(1, kv(alice).range(range("a/1", ONE)).getCount());
    assertTrue(kv(alice).range(range("a/", bytes("a0"))).getCount() > 0);
    denied(() -> kv(alice).range(range("a/", bytes("a1"))));
    denied(() -> kv(alice).range(range("a/", People.OPEN)));
    denied(() -> kv(alice).range(range("r", ONE)));
    denied(() -> kv(alice).range(range("a/", bytes("a1")).toBuilder().setCountOnly(true).build()));
    denied(() -> kv(alice).range(range("r", ONE).toBuilder().setSerializable(true).build()));
    denied(() -> kv(writer).range(range("w", ONE)));
    assertEquals(1, kv(reader).range(range("r", ONE)).getCount());
    assertTrue(kv(root).range(range("a", People.OPEN)).getCount() >= 3);
  }

  @Test
  void aStreamOfPagesNeedsItToo() throws Exception {
    StreamProbe<RangeStreamResponse> probe = new StreamProbe<>();
    KVGrpc.newStub(alice).rangeStream(range("a/", bytes("a1")), probe);
    probe.endsWith(EtcdError.PERMISSION_DENIED);
    StreamProbe<RangeStreamResponse> allowed = new StreamProbe<>();
    KVGrpc.newStub(alice).rangeStream(range("a/", bytes("a0")), allowed);
    allowed.next();
    assertEquals(Status.Code.OK, allowed.status().getCode());
  }

  @Test
  void aPutNeedsTheKeyAndItsFormerValueMustBeReadable() {
    put(writer, "w", "2");
    denied(() -> put(reader, "r", "2"));
    denied(() -> put(alice, "w", "2"));
    denied(() -> kv(writer).put(putOf("w", "2").setPrevKv(true).build()));
    assertTrue(kv(alice).put(putOf("a/p", "2").setPrevKv(true).build()).hasHeader());
  }

  @Test
  void aDeletionNeedsTheWholeRange() {
    denied(() -> kv(reader).deleteRange(delete("r", ONE).build()));
    denied(() -> kv(alice).deleteRange(delete("a/", People.OPEN).build()));
    denied(() -> kv(writer).deleteRange(delete("w", ONE).setPrevKv(true).build()));
    put(alice, "a/d", "1");
    assertEquals(
        1, kv(alice).deleteRange(delete("a/d", ONE).setPrevKv(true).build()).getPrevKvsCount());
  }

  @Test
  void aTransactionNeedsEverythingInsideWhicheverBranchRuns() {
    RequestOp mine = RequestOp.newBuilder().setRequestPut(putOf("a/t", "1")).build();
    RequestOp other = RequestOp.newBuilder().setRequestRange(range("r", ONE)).build();
    RequestOp otherDelete = RequestOp.newBuilder().setRequestDeleteRange(delete("r", ONE)).build();
    assertTrue(kv(alice).txn(TxnRequest.newBuilder().addSuccess(mine).build()).getSucceeded());
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addSuccess(mine).addFailure(other).build()));
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addSuccess(other).build()));
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addFailure(otherDelete).build()));
    Compare.Builder compare = Compare.newBuilder().setKey(bytes("r"));
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addCompare(compare).build()));
    Compare.Builder open = Compare.newBuilder().setKey(bytes("a/1")).setRangeEnd(People.OPEN);
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addCompare(open).build()));
    RequestOp blindPrevious =
        RequestOp.newBuilder().setRequestPut(putOf("w", "1").setPrevKv(true)).build();
    denied(() -> kv(writer).txn(TxnRequest.newBuilder().addSuccess(blindPrevious).build()));
  }

  /** CVE-2026-33343: what was inside a transaction inside a transaction was not asked for. */
  @Test
  void aTransactionInsideATransactionNeedsWhatItHasInside() {
    for (RequestOp forbidden :
        List.of(
            RequestOp.newBuilder().setRequestRange(range("r", ONE)).build(),
            RequestOp.newBuilder().setRequestPut(putOf("r", "1")).build(),
            RequestOp.newBuilder().setRequestDeleteRange(delete("r", ONE)).build())) {
      TxnRequest inner = TxnRequest.newBuilder().addFailure(forbidden).build();
      for (int depth = 0; depth < 3; depth++) {
        TxnRequest outer =
            TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(inner)).build();
        denied(() -> kv(alice).txn(outer));
        inner = outer;
      }
    }
    TxnRequest comparing =
        TxnRequest.newBuilder().addCompare(Compare.newBuilder().setKey(bytes("r"))).build();
    denied(
        () ->
            kv(alice)
                .txn(
                    TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestTxn(comparing))
                        .build()));
  }

  private WatchResponse watch(Channel who, String key, ByteString end) throws Exception {
    StreamProbe<WatchResponse> probe = new StreamProbe<>();
    StreamObserver<WatchRequest> requests = WatchGrpc.newStub(who).watch(probe);
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(bytes(key)).setRangeEnd(end))
            .build());
    WatchResponse response = probe.next();
    requests.onError(Status.CANCELLED.asException());
    return response;
  }

  private void watchDenied(Channel who, String key, ByteString end, String reason)
      throws Exception {
    WatchResponse response = watch(who, key, end);
    assertTrue(response.getCreated() && response.getCanceled());
    assertEquals(-1, response.getWatchId());
    assertEquals("rpc error: code = " + reason, response.getCancelReason());
  }

  @Test
  void aWatchNeedsTheWholeRange() throws Exception {
    assertFalse(watch(alice, "a/", bytes("a0")).getCanceled());
    String denied = "PermissionDenied desc = etcdserver: permission denied";
    watchDenied(alice, "r", ONE, denied);
    watchDenied(alice, "a/", bytes("a1"), denied);
    watchDenied(alice, "", People.OPEN, denied);
    watchDenied(server.channel, "r", ONE, "InvalidArgument desc = etcdserver: user name is empty");
    watchDenied(
        People.with("token", "x", server.channel),
        "r",
        ONE,
        "Unauthenticated desc = etcdserver: invalid auth token");
    assertFalse(watch(root, "", People.OPEN).getCanceled());
  }

  /** GHSA-xg4h-6gfc-h4m8: to read one key was enough to watch all keys behind it. */
  @Test
  void whoMayReadOneKeyMayNotWatchAllThatFollow() throws Exception {
    assertFalse(watch(reader, "r", ONE).getCanceled());
    watchDenied(reader, "r", People.OPEN, "PermissionDenied desc = etcdserver: permission denied");
  }

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
  void anybodyMayAskWhetherPermissionsCount() {
    AuthStatusResponse status =
        AuthGrpc.newBlockingStub(server.channel).authStatus(AuthStatusRequest.getDefaultInstance());
    assertTrue(status.getEnabled());
    assertTrue(status.getAuthRevision() > 10);
    assertTrue(status.getHeader().getRevision() > 1);
  }

  @Test
  void whatSomebodyLogsInWithMustBeRight() {
    AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(server.channel);
    fails(EtcdError.AUTH_FAILED, () -> auth.authenticate(logIn("alice", "wrong")));
    fails(EtcdError.AUTH_FAILED, () -> auth.authenticate(logIn("nobody", "x")));
    fails(EtcdError.AUTH_FAILED, () -> auth.authenticate(logIn("", "")));
    var unused =
        people
            .admin()
            .userAdd(
                AuthUserAddRequest.newBuilder()
                    .setName("cert")
                    .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                    .build());
    fails(EtcdError.NO_PASSWORD_USER, () -> auth.authenticate(logIn("cert", "x")));
    fails(
        Status.Code.UNKNOWN,
        "bcrypt: password length exceeds 72 bytes",
        () ->
            people
                .admin()
                .userAdd(
                    AuthUserAddRequest.newBuilder()
                        .setName("long")
                        .setPassword("x".repeat(73))
                        .build()));
  }

  private static AuthenticateRequest logIn(String user, String password) {
    return AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
  }

  @Test
  void aTokenSurvivesChangesThatAreNotAboutItsUser() {
    Channel before = people.as("alice");
    people.add("bystander");
    put(before, "a/s", "1");
    assertEquals(1, kv(before).range(range("a/s", ONE)).getCount());
  }

  @Test
  void nobodyNoticesThatOthersComeWhileTheyWrite() throws Exception {
    KVGrpc.KVFutureStub hers = KVGrpc.newFutureStub(people.as("alice"));
    for (int round = 0; round < 30; round++) {
      List<ListenableFuture<PutResponse>> puts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        puts.add(hers.put(putOf("a/busy", "x").build()));
      }
      var unused =
          people
              .admin()
              .userAdd(
                  AuthUserAddRequest.newBuilder()
                      .setName("visitor" + round)
                      .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                      .build());
      for (ListenableFuture<PutResponse> put : puts) {
        assertTrue(put.get(20, TimeUnit.SECONDS).hasHeader());
      }
    }
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

  /** In the place of TLS, which has verified the certificate: something that says its name. */
  private io.grpc.Server serverFor(String commonName) throws IOException {
    return InProcessServerBuilder.forName("shows-" + commonName)
        .directExecutor()
        .addServices(server.api.services())
        .addTransportFilter(
            new ServerTransportFilter() {
              @Override
              public Attributes transportReady(Attributes transport) {
                return transport.toBuilder().set(PeerCertificate.COMMON_NAME, commonName).build();
              }
            })
        .build()
        .start();
  }

  @Test
  void whoShowsACertificateIsTheUserOfItsNameUnlessTheyShowAToken() throws Exception {
    for (String name : List.of("alice", "stranger")) {
      io.grpc.Server shown = serverFor(name);
      ManagedChannel channel =
          InProcessChannelBuilder.forName("shows-" + name).directExecutor().build();
      if (name.equals("alice")) {
        assertEquals(1, kv(channel).range(range("a/1", ONE)).getCount());
        put(channel, "a/1", "by certificate");
      } else {
        denied(() -> kv(channel).range(range("a/1", ONE)));
        denied(() -> put(channel, "a/1", "x"));
      }
      denied(() -> kv(channel).range(range("r", ONE)));
      Channel withToken = People.with("token", people.logIn("reader"), channel);
      assertEquals(1, kv(withToken).range(range("r", ONE)).getCount());
      denied(() -> kv(withToken).range(range("a/1", ONE)));
      fails(
          EtcdError.INVALID_AUTH_TOKEN,
          () -> kv(People.with("token", "x", channel)).range(range("a/1", ONE)));
      channel.shutdownNow();
      shown.shutdownNow();
    }
  }

  @Test
  void theGatewayTakesATokenFromItsHeader() throws Exception {
    String logIn = "{\"name\":\"alice\",\"password\":\"alice\"}";
    String answer = post("/v3/auth/authenticate", logIn, null).body();
    String token = answer.replaceFirst(".*\"token\":\"([^\"]+)\".*", "$1");
    String get = "{\"key\":\"YS8x\"}"; // a/1
    assertTrue(post("/v3/kv/range", get, token).body().contains("\"count\":\"1\""));
    assertTrue(post("/v3/kv/range", get, "Bearer " + token).body().contains("\"count\":\"1\""));
    HttpResponse<String> nobody = post("/v3/kv/range", get, null);
    assertEquals(400, nobody.statusCode());
    assertTrue(nobody.body().contains(EtcdError.USER_EMPTY.text()));
    assertEquals(401, post("/v3/kv/range", get, "nonsense").statusCode());
    assertEquals(403, post("/v3/kv/range", "{\"key\":\"cg==\"}", token).statusCode());
  }

  private HttpResponse<String> post(String path, String json, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (token != null) {
      request.header("Authorization", token);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenEndsWithItsUserOrTheirPassword() {
    people.add("short", Permission.Type.READWRITE, "s", ONE);
    Channel first = people.as("short");
    put(first, "s", "1");
    var unused =
        people
            .admin()
            .userChangePassword(
                AuthUserChangePasswordRequest.newBuilder()
                    .setName("short")
                    .setPassword("short")
                    .build());
    fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(first, "s", "2"));
    Channel second = people.as("short");
    put(second, "s", "2");
    var gone =
        people.admin().userDelete(AuthUserDeleteRequest.newBuilder().setName("short").build());
    assertTrue(gone.hasHeader());
    fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(second, "s", "3"));
    fails(
        EtcdError.AUTH_FAILED,
        () -> AuthGrpc.newBlockingStub(server.channel).authenticate(logIn("short", "short")));
  }

  @Test
  void whenPermissionsCountNoLongerEverybodyMayAndTokensEnd() {
    try (ServerFixture other = new ServerFixture()) {
      People there = new People(other.channel);
      fails(
          EtcdError.ROOT_USER_NOT_EXIST,
          () -> there.admin().authEnable(dev.balsa.api.AuthEnableRequest.getDefaultInstance()));
      fails(EtcdError.AUTH_NOT_ENABLED, () -> there.logIn("root"));
      Channel admin = there.enable();
      var unused = there.admin().authDisable(AuthDisableRequest.getDefaultInstance());
      put(other.channel, "x", "1");
      put(admin, "x", "2");
      unused = AuthGrpc.newBlockingStub(admin).authDisable(AuthDisableRequest.getDefaultInstance());
      assertTrue(unused.hasHeader());
      var again =
          AuthGrpc.newBlockingStub(other.channel)
              .authEnable(dev.balsa.api.AuthEnableRequest.getDefaultInstance());
      assertTrue(again.hasHeader());
      fails(EtcdError.INVALID_AUTH_TOKEN, () -> put(admin, "x", "3"));
      put(there.as("root"), "x", "4");
    }
  }
}
