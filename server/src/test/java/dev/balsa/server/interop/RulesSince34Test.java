package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.Event;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where etcd 3.7 and 3.4 differ, Balsa does as 3.7: what the differential test cannot compare. */
class RulesSince34Test {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  private Subject subject;
  private WireClient client;

  @BeforeEach
  void start() {
    subject = Subjects.newest();
    client = new WireClient(subject.clientPort());
  }

  @AfterEach
  void stop() {
    client.close();
    subject.close();
  }

  private Reply ask(Message request) {
    return WireClient.await(client.send(request));
  }

  private void put() {
    assertTrue(ask(PutRequest.newBuilder().setKey(KEY).setValue(KEY).build()).isOk());
  }

  private WatchTap watchFrom(long revision) {
    WatchTap tap = new WatchTap("balsa", client);
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder().setKey(KEY).setStartRevision(revision).build();
    tap.send(WatchRequest.newBuilder().setCreateRequest(create).build());
    return tap;
  }

  @Test
  void keysOnlyShowsNoLease() {
    ask(LeaseGrantRequest.newBuilder().setID(7).setTTL(600).build());
    ask(PutRequest.newBuilder().setKey(KEY).setLease(7).build());
    Reply reply = ask(RangeRequest.newBuilder().setKey(KEY).setKeysOnly(true).build());
    assertEquals(0, assertInstanceOf(RangeResponse.class, reply.message()).getKvs(0).getLease());
  }

  @Test
  void sortOptionsThatDoNotExistAreRefusedAfterTheKeyIsLookedAt() {
    Reply refused = Reply.error(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid sort option");
    assertEquals(refused, ask(RangeRequest.newBuilder().setKey(KEY).setSortOrderValue(3).build()));
    assertEquals(refused, ask(RangeRequest.newBuilder().setKey(KEY).setSortTargetValue(5).build()));
    assertEquals(
        Reply.error(Status.Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
        ask(RangeRequest.newBuilder().setSortTargetValue(5).build()));
  }

  @Test
  void aWatchFromBeforeTheBeginningIsCreatedAndCanceledAtOnce() {
    WatchResponse answer = watchFrom(-1).answer();
    assertTrue(answer.getCreated() && answer.getCanceled());
    assertEquals(-1, answer.getWatchId());
    assertEquals(
        "etcdserver: mvcc: required revision has been compacted", answer.getCancelReason());
    assertEquals(0, answer.getCompactRevision());
  }

  @Test
  void aWatchFromTheCompactedRevisionSeesTheDeletionThere() {
    put();
    ask(DeleteRangeRequest.newBuilder().setKey(KEY).build());
    assertTrue(ask(CompactionRequest.newBuilder().setRevision(3).setPhysical(true).build()).isOk());
    WatchTap tap = watchFrom(3);
    List<Event> events = tap.events(tap.answer().getWatchId(), 1);
    assertEquals(Event.EventType.DELETE, events.get(0).getType());
    assertEquals(3, events.get(0).getKv().getModRevision());
  }

  @Test
  void theCompactedRevisionItselfCanBeHashed() {
    put();
    put();
    assertTrue(ask(CompactionRequest.newBuilder().setRevision(2).setPhysical(true).build()).isOk());
    assertTrue(ask(HashKVRequest.newBuilder().setRevision(2).build()).isOk());
    assertEquals(
        Status.Code.OUT_OF_RANGE, ask(HashKVRequest.newBuilder().setRevision(1).build()).code());
  }
}
