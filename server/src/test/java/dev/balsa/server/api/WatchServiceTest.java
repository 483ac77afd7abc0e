package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.Event;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.WatchCancelRequest;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchProgressRequest;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchServiceTest {

  private final ServerFixture server = new ServerFixture();
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);
  private final StreamProbe<WatchResponse> probe = new StreamProbe<>();
  private final StreamObserver<WatchRequest> requests =
      WatchGrpc.newStub(server.channel).watch(probe);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void announcesAWatcherWithACompleteHeader() throws Exception {
    create(key("a"));
    WatchResponse created = probe.next();
    ResponseHeader header =
        ResponseHeader.newBuilder()
            .setClusterId(DirectReplica.CLUSTER_ID)
            .setMemberId(DirectReplica.MEMBER_ID)
            .setRevision(1)
            .setRaftTerm(DirectReplica.TERM)
            .build();
    assertEquals(WatchResponse.newBuilder().setHeader(header).setCreated(true).build(), created);
  }

  @Test
  void sendsEventsAsTheyHappen() throws Exception {
    create(key("a").setPrevKv(true));
    probe.next();
    put("a", "1");
    put("other", "1");
    put("a", "2");
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
    WatchResponse first = probe.next();
    assertEquals(2, first.getHeader().getRevision());
    assertEquals(0, first.getWatchId());
    Event creation = first.getEvents(0);
    assertEquals(Event.EventType.PUT, creation.getType());
    assertEquals("1", creation.getKv().getValue().toStringUtf8());
    assertFalse(creation.hasPrevKv());
    Event change = probe.next().getEvents(0);
    assertEquals("2", change.getKv().getValue().toStringUtf8());
    assertEquals(creation.getKv(), change.getPrevKv());
    Event deletion = probe.next().getEvents(0);
    assertEquals(Event.EventType.DELETE, deletion.getType());
    assertEquals(5, deletion.getKv().getModRevision());
    assertEquals(change.getKv(), deletion.getPrevKv());
  }

  @Test
  void sendsARevisionInOneResponse() throws Exception {
    create(key("a").setRangeEnd(bytes("z")));
    probe.next();
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (String key : List.of("b", "c", "d")) {
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(putOf(key, "1")));
    }
    kv.txn(txn.build());
    WatchResponse response = probe.next();
    assertEquals(3, response.getEventsCount());
    assertEquals(2, response.getHeader().getRevision());
  }

  @Test
  void replaysFromAStartRevision() throws Exception {
    put("a", "1");
    put("a", "2");
    put("a", "3");
    create(key("a").setStartRevision(3));
    assertTrue(probe.next().getCreated());
    List<Event> events = new ArrayList<>();
    while (events.size() < 2) {
      events.addAll(probe.next().getEventsList());
    }
    assertEquals(
        List.of("2", "3"),
        events.stream().map(event -> event.getKv().getValue().toStringUtf8()).toList());
  }

  @Test
  void cancelsAWatchOfWhatIsCompacted() throws Exception {
    put("a", "1");
    put("a", "2");
    kv.compact(CompactionRequest.newBuilder().setRevision(3).build());
    create(key("a").setStartRevision(2));
    assertTrue(probe.next().getCreated());
    WatchResponse canceled = probe.next();
    assertTrue(canceled.getCanceled());
    assertEquals(3, canceled.getCompactRevision());
    assertEquals("", canceled.getCancelReason());
    assertEquals(0, canceled.getHeader().getRevision());
    assertEquals(DirectReplica.MEMBER_ID, canceled.getHeader().getMemberId());
  }

  @Test
  void refusesWhatCannotBeWatched() throws Exception {
    create(key("a").setStartRevision(-1));
    refused("etcdserver: mvcc: required revision has been compacted");
    create(key("z").setRangeEnd(bytes("a")));
    refused("mvcc: watcher range is empty");
    create(key("a").setWatchId(7));
    assertEquals(7, probe.next().getWatchId());
    create(key("a").setWatchId(7));
    refused("mvcc: duplicate watch ID provided on the WatchStream");
    create(key("a"));
    assertEquals(0, probe.next().getWatchId());
  }

  private void refused(String reason) throws InterruptedException {
    WatchResponse response = probe.next();
    assertTrue(response.getCreated());
    assertTrue(response.getCanceled());
    assertEquals(-1, response.getWatchId());
    assertEquals(reason, response.getCancelReason());
    assertEquals(0, response.getCompactRevision());
  }

  @Test
  void acknowledgesACancelAndIgnoresUnknownIds() throws Exception {
    create(key("a"));
    probe.next();
    cancel(99);
    cancel(0);
    WatchResponse canceled = probe.next();
    assertTrue(canceled.getCanceled());
    assertFalse(canceled.getCreated());
    assertEquals(0, canceled.getWatchId());
    assertEquals("", canceled.getCancelReason());
    assertEquals(1, canceled.getHeader().getRevision());
    put("a", "1");
    create(key("b"));
    assertTrue(probe.next().getCreated());
    probe.hasNoMore();
  }

  @Test
  void leavesOutWhatIsFiltered() throws Exception {
    create(key("a").addFilters(WatchCreateRequest.FilterType.NOPUT));
    create(key("a").addFilters(WatchCreateRequest.FilterType.NODELETE).addFiltersValue(77));
    probe.next();
    probe.next();
    put("a", "1");
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
    WatchResponse put = probe.next();
    assertEquals(1, put.getWatchId());
    assertEquals(Event.EventType.PUT, put.getEvents(0).getType());
    WatchResponse delete = probe.next();
    assertEquals(0, delete.getWatchId());
    assertEquals(Event.EventType.DELETE, delete.getEvents(0).getType());
  }

  @Test
  void tellsProgressOnRequest() throws Exception {
    create(key("a"));
    probe.next();
    put("other", "1");
    requests.onNext(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
    WatchResponse progress = probe.next();
    assertEquals(-1, progress.getWatchId());
    assertEquals(2, progress.getHeader().getRevision());
    assertEquals(0, progress.getEventsCount());
    assertFalse(progress.getCreated());
  }

  @Test
  void ignoresARequestWithoutContent() throws Exception {
    requests.onNext(WatchRequest.getDefaultInstance());
    create(key("a"));
    assertTrue(probe.next().getCreated());
  }

  @Test
  void goesOnWhenTheClientClosesItsSide() throws Exception {
    create(key("a"));
    probe.next();
    requests.onCompleted();
    put("a", "1");
    assertEquals(1, probe.next().getEventsCount());
    assertFalse(probe.hasEnded());
  }

  @Test
  void splitsLargeMessagesOnlyForThoseWhoAsked() throws Exception {
    ByteString large = ByteString.copyFrom(new byte[900_000]);
    create(key("a").setRangeEnd(bytes("z")).setFragment(true).setStartRevision(2));
    probe.next();
    for (String key : List.of("b", "c", "d")) {
      kv.put(PutRequest.newBuilder().setKey(bytes(key)).setValue(large).build());
    }
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (String key : List.of("b", "c", "d")) {
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(putOf(key, "1").setPrevKv(true)));
    }
    for (int i = 0; i < 3; i++) {
      probe.next();
    }
    create(key("a").setRangeEnd(bytes("z")).setFragment(true).setPrevKv(true));
    WatchResponse created = probe.next();
    kv.txn(txn.build());
    List<WatchResponse> fragments = new ArrayList<>();
    WatchResponse last;
    do {
      last = probe.next();
      if (last.getWatchId() == created.getWatchId()) {
        fragments.add(last);
      }
    } while (last.getWatchId() != created.getWatchId() || last.getFragment());
    assertEquals(2, fragments.size());
    assertEquals(3, fragments.stream().mapToInt(WatchResponse::getEventsCount).sum());
  }

  @Test
  void endsWithoutALeaderWhenTheClientWantsOne() throws Exception {
    StreamProbe<WatchResponse> careful = new StreamProbe<>();
    StreamObserver<WatchRequest> stream = requiringLeader().watch(careful);
    stream.onNext(requestOf(key("a")));
    assertTrue(careful.next().getCreated());
    create(key("a"));
    probe.next();
    server.replica.leaderId = 0;
    server.api.tick();
    server.api.tick();
    assertFalse(careful.hasEnded());
    server.api.tick();
    careful.endsWith(EtcdError.NO_LEADER);
    put("a", "1");
    assertEquals(1, probe.next().getEventsCount());
  }

  @Test
  void isRefusedWithoutALeaderWhenTheClientWantsOne() throws Exception {
    server.replica.leaderId = 0;
    StreamProbe<WatchResponse> careful = new StreamProbe<>();
    requiringLeader().watch(careful);
    careful.endsWith(EtcdError.NO_LEADER);
  }

  @Test
  void endsWhenTheServerStops() throws Exception {
    create(key("a"));
    probe.next();
    server.port.close();
    probe.endsWith(EtcdError.STOPPED);
  }

  @Test
  void endsWhenTooManyRequestsWait() throws Exception {
    server.replica.full = true;
    create(key("a"));
    probe.endsWith(EtcdError.REQUEST_TOO_MANY_REQUESTS);
  }

  @Test
  void endsWhenTheClientCancels() throws Exception {
    create(key("a"));
    probe.next();
    assertEquals(1, server.api.openStreams());
    requests.onError(Status.CANCELLED.asRuntimeException());
    assertEquals(Status.Code.CANCELLED, probe.status().getCode());
    // The next call on the connection is served after the cancellation was.
    kv.range(RangeRequest.newBuilder().setKey(bytes("a")).build());
    assertEquals(0, server.api.openStreams());
  }

  @Test
  void tellsEveryWatcherOfAStreamInAResponseOfItsOwn() throws Exception {
    int watchers = 300;
    for (int i = 0; i < watchers; i++) {
      create(key("a").setPrevKv(i % 3 == 0));
    }
    for (int i = 0; i < watchers; i++) {
      assertTrue(probe.next().getCreated());
    }
    String small = "small";
    String large = "x".repeat(3_000);
    for (String value : List.of(small, large, small, large)) {
      put("a", value);
    }
    long[] last = new long[watchers];
    Arrays.fill(last, 1);
    for (int i = 0; i < 4 * watchers; ) {
      WatchResponse response = probe.next();
      int id = (int) response.getWatchId();
      for (Event event : response.getEventsList()) {
        assertEquals(++last[id], event.getKv().getModRevision());
        assertEquals(last[id] % 2 == 0 ? small : large, event.getKv().getValue().toStringUtf8());
        assertEquals(id % 3 == 0 && last[id] > 2, event.hasPrevKv());
        i++;
      }
    }
    probe.hasNoMore();
  }

  @Test
  void aClientThatDoesNotReadGetsEverythingLater() throws Exception {
    LinkedBlockingQueue<WatchResponse> received = new LinkedBlockingQueue<>();
    Slow slow = new Slow(received);
    StreamObserver<WatchRequest> stream = WatchGrpc.newStub(server.channel).watch(slow);
    slow.outbound.request(1);
    stream.onNext(requestOf(key("a")));
    assertTrue(received.poll(20, TimeUnit.SECONDS).getCreated());
    ByteString large = ByteString.copyFrom(new byte[100_000]);
    for (int i = 0; i < 100; i++) {
      kv.put(PutRequest.newBuilder().setKey(bytes("a")).setValue(large).build());
    }
    slow.outbound.request(Integer.MAX_VALUE);
    long revision = 1;
    while (revision < 101) {
      for (Event event : received.poll(20, TimeUnit.SECONDS).getEventsList()) {
        assertEquals(++revision, event.getKv().getModRevision());
      }
    }
  }

  /** A client that takes messages only when asked to. */
  private static final class Slow implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private final LinkedBlockingQueue<WatchResponse> received;
    private ClientCallStreamObserver<WatchRequest> outbound;

    Slow(LinkedBlockingQueue<WatchResponse> received) {
      this.received = received;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      outbound = stream;
      stream.disableAutoRequestWithInitial(0);
    }

    @Override
    public void onNext(WatchResponse message) {
      received.add(message);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  private WatchGrpc.WatchStub requiringLeader() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    return WatchGrpc.newStub(server.channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private void create(WatchCreateRequest.Builder create) {
    requests.onNext(requestOf(create));
  }

  private void cancel(long id) {
    requests.onNext(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
            .build());
  }

  private void put(String key, String value) {
    kv.put(putOf(key, value).build());
  }

  private static PutRequest.Builder putOf(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
  }

  private static WatchRequest requestOf(WatchCreateRequest.Builder create) {
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  private static WatchCreateRequest.Builder key(String key) {
    return WatchCreateRequest.newBuilder().setKey(bytes(key));
  }
}
