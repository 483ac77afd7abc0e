package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
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
  private static final int PAGE = 5_000;
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final ManagedChannel channel;
  private final KVGrpc.KVBlockingStub kv;
  private final LeaseGrpc.LeaseBlockingStub leases;

  State(int port) {
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    kv = KVGrpc.newBlockingStub(channel).withWaitForReady();
    leases = LeaseGrpc.newBlockingStub(channel).withWaitForReady();
  }

  /** Puts and deletes in transactions of some dozens. */
  void change(Random random, int transactions) {
    for (int i = 0; i < transactions; i++) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      int first = random.nextInt(5_000);
      for (int k = 0; k < 60; k++) {
        txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(random, first + k * 7)));
      }
      kv.txn(txn.build());
      if (random.nextInt(4) == 0) {
        int from = random.nextInt(5_000);
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
    return ByteString.copyFromUtf8(String.format("/key/%05d", number));
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

  HashKVResponse hashKv(long revision) {
    return MaintenanceGrpc.newBlockingStub(channel)
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }

  /** Everything that a client can see is the same, now and since a revision. */
  static void same(State a, State b, long since) throws InterruptedException {
    long now = a.revision();
    assertEquals(now, b.revision());
    for (long revision : new long[] {0, since, (since + now) / 2, now}) {
      assertEquals(a.keys(revision), b.keys(revision), "at revision " + revision);
    }
    assertEquals(a.events(since, now), b.events(since, now));
    assertEquals(a.leases(), b.leases());
    HashKVResponse hashA = a.hashKv(now);
    HashKVResponse hashB = b.hashKv(now);
    assertEquals(hashA.getCompactRevision(), hashB.getCompactRevision());
    assertEquals(hashA.getHash(), hashB.getHash());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
