package dev.balsa.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jetcd, the Java client that users of etcd have, works unchanged. */
@SuppressWarnings(
    "try") // A watcher is closed at the end of its block, that is all it is asked for.
class JetcdTest {
  private static final int SECONDS_MAX = 20;

  private Subject subject;
  private Client client;

  @BeforeEach
  void connect() {
    subject = Subjects.balsa();
    client = Client.builder().endpoints("http://" + subject.endpoint()).build();
  }

  @AfterEach
  void disconnect() {
    if (client != null) {
      client.close();
    }
    if (subject != null) {
      subject.close();
    }
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(SECONDS_MAX, TimeUnit.SECONDS);
  }

  private void put(String key, String value) throws Exception {
    get(client.getKVClient().put(bytes(key), bytes(value)));
  }

  private static List<String> pairs(GetResponse response) {
    return response.getKvs().stream()
        .map(kv -> text(kv.getKey()) + "=" + text(kv.getValue()))
        .toList();
  }

  private static String text(ByteSequence bytes) {
    return bytes.toString(UTF_8);
  }

  @Test
  void keysAreReadWithEveryOption() throws Exception {
    for (String key : List.of("a", "b", "c")) {
      put(key, "1");
    }
    put("b", "2");
    GetOption sorted =
        GetOption.builder()
            .withRange(bytes("d"))
            .withSortField(GetOption.SortTarget.MOD)
            .withSortOrder(GetOption.SortOrder.DESCEND)
            .build();
    assertEquals(
        List.of("b=2", "c=1", "a=1"), pairs(get(client.getKVClient().get(bytes("a"), sorted))));
    GetOption limited =
        GetOption.builder().withRange(bytes("c")).withLimit(1).withSerializable(true).build();
    GetResponse response = get(client.getKVClient().get(bytes("a"), limited));
    assertEquals(List.of("a=1"), pairs(response));
    assertTrue(response.isMore());
    assertEquals(2, response.getCount());
    GetOption past = GetOption.builder().withRevision(3).build();
    assertEquals(List.of("b=1"), pairs(get(client.getKVClient().get(bytes("b"), past))));
    DeleteOption all = DeleteOption.builder().withRange(bytes("d")).withPrevKV(true).build();
    assertEquals(3, get(client.getKVClient().delete(bytes("a"), all)).getPrevKvs().size());
    get(client.getKVClient().compact(5));
    ExecutionException refused =
        assertThrows(
            ExecutionException.class, () -> get(client.getKVClient().get(bytes("b"), past)));
    assertTrue(
        refused.getMessage().contains("mvcc: required revision has been compacted"),
        refused.getMessage());
  }

  @Test
  void transactionsDecideAndNest() throws Exception {
    put("balance", "10");
    TxnResponse response =
        get(
            client
                .getKVClient()
                .txn()
                .If(new Cmp(bytes("balance"), Cmp.Op.EQUAL, CmpTarget.value(bytes("10"))))
                .Then(
                    Op.put(bytes("balance"), bytes("9"), PutOption.builder().withPrevKV().build()),
                    Op.get(bytes("balance"), GetOption.DEFAULT))
                .Else(Op.delete(bytes("balance"), DeleteOption.DEFAULT))
                .commit());
    assertTrue(response.isSucceeded());
    assertEquals("10", text(response.getPutResponses().get(0).getPrevKv().getValue()));
    assertEquals("9", text(response.getGetResponses().get(0).getKvs().get(0).getValue()));
    TxnResponse second =
        get(
            client
                .getKVClient()
                .txn()
                .If(new Cmp(bytes("balance"), Cmp.Op.GREATER, CmpTarget.version(5)))
                .Then(Op.put(bytes("x"), bytes("y"), PutOption.DEFAULT))
                .Else(Op.delete(bytes("balance"), DeleteOption.DEFAULT))
                .commit());
    assertFalse(second.isSucceeded());
    assertEquals(1, second.getDeleteResponses().get(0).getDeleted());
  }

  @Test
  void watchesReplayThePastAndFollowThePresent() throws Exception {
    put("k1", "a");
    put("k2", "b");
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    WatchOption option =
        WatchOption.builder().isPrefix(true).withRevision(2).withPrevKV(true).build();
    try (Watch.Watcher ignored =
        client
            .getWatchClient()
            .watch(bytes("k"), option, response -> events.addAll(response.getEvents()))) {
      put("k1", "c");
      get(client.getKVClient().delete(bytes("k2")));
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        WatchEvent event = events.poll(SECONDS_MAX, TimeUnit.SECONDS);
        KeyValue previous = event.getPrevKV();
        seen.add(
            event.getEventType()
                + " "
                + text(event.getKeyValue().getKey())
                + " before "
                + text(previous.getValue()));
      }
      assertEquals(
          List.of("PUT k1 before ", "PUT k2 before ", "PUT k1 before a", "DELETE k2 before b"),
          seen);
    }
  }

  @Test
  void aWatchBelowTheCompactedPastFailsWithTheRevisionToGoOnFrom() throws Exception {
    put("k", "a");
    put("k", "b");
    get(client.getKVClient().compact(3));
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Watch.Listener listener =
        Watch.listener((WatchResponse response) -> {}, error -> failure.complete(error));
    WatchOption option = WatchOption.builder().withRevision(1).build();
    try (Watch.Watcher ignored = client.getWatchClient().watch(bytes("k"), option, listener)) {
      CompactedException compacted = assertInstanceOf(CompactedException.class, get(failure));
      assertEquals(3, compacted.getCompactedRevision());
    }
  }

  @Test
  void leasesAreGrantedKeptAliveAndRevoked() throws Exception {
    long lease = get(client.getLeaseClient().grant(60)).getID();
    get(
        client
            .getKVClient()
            .put(bytes("k"), bytes("v"), PutOption.builder().withLeaseId(lease).build()));
    BlockingQueue<LeaseKeepAliveResponse> renewals = new LinkedBlockingQueue<>();
    try (CloseableClient ignored =
        client.getLeaseClient().keepAlive(lease, new Renewals(renewals))) {
      assertEquals(60, renewals.poll(SECONDS_MAX, TimeUnit.SECONDS).getTTL());
    }
    LeaseOption withKeys = LeaseOption.builder().withAttachedKeys().build();
    LeaseTimeToLiveResponse left = get(client.getLeaseClient().timeToLive(lease, withKeys));
    assertEquals(60, left.getGrantedTTL());
    assertEquals(List.of(bytes("k")), left.getKeys());
    get(client.getLeaseClient().revoke(lease));
    assertEquals(0, get(client.getKVClient().get(bytes("k"))).getCount());
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> get(client.getLeaseClient().revoke(lease)));
    assertTrue(refused.getMessage().contains("requested lease not found"), refused.getMessage());
  }

  /** Collects what keepalive reports. */
  private record Renewals(BlockingQueue<LeaseKeepAliveResponse> queue)
      implements StreamObserver<LeaseKeepAliveResponse> {
    @Override
    public void onNext(LeaseKeepAliveResponse response) {
      queue.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onCompleted() {
      // The stream ends with the test.
    }
  }
}
