package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleGetRequest;
import dev.balsa.api.AuthRoleListRequest;
import dev.balsa.api.AuthUserGetRequest;
import dev.balsa.api.AuthUserListRequest;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.Event;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a server, etcd or Balsa, holds, seen through its API; and random changes to it. */
final class State implements AutoCloseable {

  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
  private static final long PATIENCE_SECONDS = 60;
  private static final String ROOT = "root";
  private static final int PAGE = 5_000;
  private static final int PUTS_A_TXN = 100;
  private static final int DEFAULT_KEYS = 5_000;
  private static final int MAX_MESSAGE_BYTES = 1 << 30;

  private final ManagedChannel channel;
  private final KVGrpc.KVBlockingStub kv;
  private final LeaseGrpc.LeaseBlockingStub leases;
  private final int keys;

  State(int port) {
    this(port, DEFAULT_KEYS);
  }

  /**
   * @param keys how many keys the random changes are about
   */
  State(int port, int keys) {
    this.keys = keys;
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    kv = KVGrpc.newBlockingStub(channel).withWaitForReady();
    leases = LeaseGrpc.newBlockingStub(channel).withWaitForReady();
  }

  /** Puts every key once. */
  void fill(Random random) {
    for (int first = 0; first < keys; first += PUTS_A_TXN) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      for (int number = first; number < Math.min(keys, first + PUTS_A_TXN); number++) {
        txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(random, number)));
      }
      var unused = kv.txn(txn.build());
    }
  }

  /** Puts and deletes in transactions of some dozens. */
  void change(Random random, int transactions) {
    for (int i = 0; i < transactions; i++) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      int first = random.nextInt(keys);
      for (int k = 0; k < 60; k++) {
        txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(random, first + k * 7)));
      }
      kv.txn(txn.build());
      if (random.nextInt(4) == 0) {
        int from = random.nextInt(keys);
        kv.deleteRange(
            DeleteRangeRequest.newBuilder().setKey(key(from)).setRangeEnd(key(from + 20)).build());
      }
    }
  }

  private static PutRequest put(Random random, int number) {
    byte[] value = new byte[random.nextInt(100) == 0 ? random.nextInt(20_000) : random.nextInt(80)];
    random.nextBytes(value);
    return PutRequest.newBuilder().setKey(key(number)).setValue(ByteString.copyFrom(value)).build();
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8(String.format("/key/%06d", number));
  }

  void put(String key, String value, long lease) {
    kv.put(
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .setLease(lease)
            .build());
  }

  void lease(long id, long ttlSeconds) {
    leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttlSeconds).build());
  }

  void compact(long revision) {
    kv.compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  long revision() {
    return range(ALL, 0, 1).getHeader().getRevision();
  }

  private RangeResponse range(ByteString from, long revision, int limit) {
    return kv.range(
        RangeRequest.newBuilder()
            .setKey(from)
            .setRangeEnd(ALL)
            .setRevision(revision)
            .setLimit(limit)
            .build());
  }

  /** All keys with all that is known of them, as of a revision. */
  List<KeyValue> keys(long revision) {
    List<KeyValue> all = new ArrayList<>();
    ByteString from = ALL;
    for (boolean more = true; more; ) {
      RangeResponse page = range(from, revision, PAGE);
      all.addAll(page.getKvsList());
      more = page.getMore();
      from = all.isEmpty() ? ALL : all.get(all.size() - 1).getKey().concat(ALL);
    }
    return all;
  }

  /** Every event from a revision on, up to another, as a watcher gets them. */
  List<Event> events(long from, long to) throws InterruptedException {
    BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
    StreamObserver<WatchRequest> requests = WatchGrpc.newStub(channel).watch(new Queued(responses));
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setStartRevision(from))
            .build());
    List<Event> events = new ArrayList<>();
    while (events.isEmpty() || events.get(events.size() - 1).getKv().getModRevision() < to) {
      WatchResponse response = responses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (response == null || response.getCanceled()) {
        throw new AssertionError("the watch ended after " + events.size() + ": " + response);
      }
      events.addAll(response.getEventsList());
    }
    requests.onCompleted();
    return events;
  }

  private record Queued(BlockingQueue<WatchResponse> responses)
      implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      responses.add(
          WatchResponse.newBuilder().setCanceled(true).setCancelReason("" + failure).build());
    }

    @Override
    public void onCompleted() {
      // the client has asked for it
    }
  }

  /** Lease id to time to live and keys. */
  SortedMap<Long, String> leases() {
    SortedMap<Long, String> all = new TreeMap<>();
    leases
        .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
        .getLeasesList()
        .forEach(
            lease -> {
              LeaseTimeToLiveResponse found =
                  leases.leaseTimeToLive(
                      LeaseTimeToLiveRequest.newBuilder()
                          .setID(lease.getID())
                          .setKeys(true)
                          .build());
              List<String> keys =
                  found.getKeysList().stream().map(ByteString::toStringUtf8).sorted().toList();
              all.put(lease.getID(), found.getGrantedTTL() + " " + keys);
            });
    return all;
  }

  /** Users with their roles, and roles with their permissions. Passwords no API tells. */
  List<String> usersAndRoles() {
    AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(channel);
    List<String> all = new ArrayList<>();
    for (String user :
        auth.userList(AuthUserListRequest.getDefaultInstance()).getUsersList().stream()
            .sorted()
            .toList()) {
      AuthUserGetRequest question = AuthUserGetRequest.newBuilder().setName(user).build();
      all.add("user " + user + " " + auth.userGet(question).getRolesList());
    }
    for (String role :
        auth.roleList(AuthRoleListRequest.getDefaultInstance()).getRolesList().stream()
            .sorted()
            .toList()) {
      AuthRoleGetRequest question = AuthRoleGetRequest.newBuilder().setRole(role).build();
      // What root may do, root may do by its name: etcd 3.4 lists nothing, later ones everything.
      all.add("role " + role + (role.equals(ROOT) ? "" : auth.roleGet(question).getPermList()));
    }
    return all;
  }

  HashKVResponse hashKv(long revision) {
    return MaintenanceGrpc.newBlockingStub(channel)
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }

  /**
   * Everything that a client can see is the same, now and since the revision of the last
   * compaction, of which no server tells a hash. Returns how much it was.
   */
  static String same(State a, State b, long since) throws InterruptedException {
    long now = a.revision();
    assertEquals(now, b.revision());
    for (long revision : new long[] {since, (since + now) / 2, now}) {
      same("keys at revision " + revision, a.keys(revision), b.keys(revision));
      if (revision > since) {
        HashKVResponse hashA = a.hashKv(revision);
        HashKVResponse hashB = b.hashKv(revision);
        assertEquals(hashA.getCompactRevision(), hashB.getCompactRevision());
        assertEquals(hashA.getHash(), hashB.getHash(), "HashKV at revision " + revision);
      }
    }
    List<Event> events = a.events(since, now);
    same("events", events, b.events(since, now));
    assertEquals(a.leases(), b.leases());
    assertEquals(a.usersAndRoles(), b.usersAndRoles());
    return String.format(
        "revisions %d to %d, %d keys, %d events, %d leases, %d users and roles",
        since, now, a.keys(0).size(), events.size(), a.leases().size(), a.usersAndRoles().size());
  }

  /** As {@code assertEquals}, with the first difference alone in the message. */
  private static void same(String what, List<?> a, List<?> b) {
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      int at = i;
      assertEquals(a.get(i), b.get(i), () -> what + ", number " + at);
    }
    assertEquals(a.size(), b.size(), what);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
