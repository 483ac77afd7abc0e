package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Creating a watcher: ids, start revisions, and every way to be refused, in etcd's order. */
class CreateTest {

  private final World world = new World();
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  private void create(World.Want want) {
    assertTrue(stream.create(want.request()));
  }

  @Test
  void theAnswerCarriesTheIdAndTheCurrentRevision() {
    world.put("a", "1");
    create(World.key("a"));
    assertEquals(List.of("created 0 @2"), sink.log());
  }

  @Test
  void idsAreGivenFromZeroUpwardsAndSkipThoseInUse() {
    create(World.key("a").id(1));
    create(World.key("a"));
    create(World.key("a"));
    stream.cancel(2);
    create(World.key("a"));
    assertEquals(
        List.of("created 1 @1", "created 0 @1", "created 2 @1", "canceled 2 @1", "created 3 @1"),
        sink.log());
  }

  @Test
  void anIdInUseOnTheStreamIsRefused() {
    create(World.key("a").id(7));
    create(World.key("b").id(7));
    assertEquals(
        "refused -1 @1 (mvcc: duplicate watch ID provided on the WatchStream)", sink.log().get(1));
    assertEquals(1, stream.watchers());
  }

  @Test
  void anotherStreamHasIdsOfItsOwn() {
    RecordingSink other = new RecordingSink();
    create(World.key("a"));
    world.hub.open(other).create(World.key("a").request());
    assertEquals(List.of("created 0 @1"), other.log());
  }

  @Test
  void aNegativeStartRevisionIsRefusedAsCompacted() {
    create(World.range("b", "a").from(-1));
    assertEquals(
        List.of("refused -1 @1 (etcdserver: mvcc: required revision has been compacted)"),
        sink.log());
    assertEquals(0, sink.messages.get(0).compactRevision());
  }

  @Test
  void aDenialComesBehindTheCheckOfTheStartRevisionAndBeforeThatOfTheRange() {
    stream.create(World.range("b", "a").request().denied("no"));
    stream.create(World.range("b", "a").from(-5).request().denied("no"));
    assertEquals("refused -1 @1 (no)", sink.log().get(0));
    assertEquals(
        "refused -1 @1 (etcdserver: mvcc: required revision has been compacted)",
        sink.log().get(1));
  }

  @Test
  void anEmptyRangeIsRefusedBeforeADuplicateId() {
    create(World.key("a").id(3));
    create(World.range("b", "b").id(3));
    create(World.range("b", "a"));
    assertEquals("refused -1 @1 (mvcc: watcher range is empty)", sink.log().get(1));
    assertEquals("refused -1 @1 (mvcc: watcher range is empty)", sink.log().get(2));
  }

  @Test
  void aRefusedRequestUsesNoId() {
    create(World.range("b", "a"));
    create(World.key("a"));
    assertEquals("created 0 @1", sink.log().get(1));
  }

  @Test
  void anEmptyKeyMeansTheLeastKey() {
    create(World.key(""));
    create(World.all());
    world.put("\0", "x");
    world.put("a", "y");
    assertEquals(List.of("put \0=x @2"), sink.events(0));
    assertEquals(List.of("put \0=x @2", "put a=y @3"), sink.events(1));
  }

  @Test
  void aZeroByteAsRangeEndMeansEveryKeyFromThere() {
    create(World.range("b", "\0"));
    world.put("a", "1");
    world.put("b", "2");
    world.put("zzz", "3");
    assertEquals(List.of("put b=2 @3", "put zzz=3 @4"), sink.events(0));
  }

  @Test
  void withoutAStartRevisionOnlyWhatHappensAfterwardsCounts() {
    world.put("a", "1");
    create(World.key("a"));
    world.settle();
    world.put("a", "2");
    assertEquals(List.of("created 0 @2", "events 0 @3 [put a=2 @3]"), sink.log());
  }

  @Test
  void aPastStartRevisionReplaysFromThereInclusive() {
    world.putMany("a", 3);
    create(World.key("a").from(3));
    world.settle();
    assertEquals(List.of("created 0 @4", "events 0 @4 [put a=2 @3, put a=3 @4]"), sink.log());
  }

  @Test
  void theCurrentRevisionAsStartReplaysThatOne() {
    world.put("a", "1");
    create(World.key("a").from(2));
    world.settle();
    assertEquals(List.of("put a=1 @2"), sink.events(0));
  }

  @Test
  void aFutureStartRevisionHoldsBackWhatComesBefore() {
    create(World.key("a").from(4));
    world.settle();
    world.putMany("a", 4);
    world.settle();
    assertEquals(List.of("put a=3 @4", "put a=4 @5"), sink.events(0));
  }

  @Test
  void theNextRevisionAsStartMissesNothing() {
    create(World.key("a").from(2));
    world.putMany("a", 2);
    assertEquals(List.of("put a=1 @2", "put a=2 @3"), sink.events(0));
  }

  @Test
  void aLimitOfWatchersPerStreamIsKept() {
    World limited = new World(WatchConfig.DEFAULT.withMaxWatchersPerStream(2));
    RecordingSink out = new RecordingSink();
    WatchStream narrow = limited.hub.open(out);
    for (int i = 0; i < 3; i++) {
      narrow.create(World.key("a").request());
    }
    narrow.cancel(0);
    narrow.create(World.key("a").request());
    assertEquals(
        List.of(
            "created 0 @1",
            "created 1 @1",
            "refused -1 @1 (etcdserver: too many watchers on the stream)",
            "canceled 0 @1",
            "created 2 @1"),
        out.log());
  }

  @Test
  void answersThatCannotLeaveAreKeptUpToTheBoundThenRequestsAreTurnedAway() {
    World small = new World(World.SMALL);
    RecordingSink out = new RecordingSink();
    WatchStream narrow = small.hub.open(out);
    out.room(0);
    for (int i = 0; i < 4; i++) {
      assertTrue(narrow.create(World.key("a").request()));
    }
    assertFalse(narrow.create(World.key("a").request()));
    assertFalse(narrow.cancel(0));
    assertEquals(4, narrow.watchers());
    assertTrue(narrow.cancel(99), "an unknown id needs no answer");
    out.room(10);
    narrow.onReady();
    small.settle();
    assertTrue(narrow.cancel(0));
    assertEquals(
        List.of("created 0 @1", "created 1 @1", "created 2 @1", "created 3 @1", "canceled 0 @1"),
        out.log());
  }

  @Test
  void answersKeepTheOrderOfTheRequestsWhenTheTransportWasFull() {
    sink.room(0);
    create(World.key("a"));
    create(World.range("b", "a"));
    stream.cancel(0);
    create(World.key("a"));
    sink.room(100);
    stream.onReady();
    world.settle();
    assertEquals(
        List.of(
            "created 0 @1",
            "refused -1 @1 (mvcc: watcher range is empty)",
            "canceled 0 @1",
            "created 1 @1"),
        sink.log());
  }

  @Test
  void createdIsSentBeforeAnyEventEvenIfTheTransportWasFull() {
    sink.room(0);
    create(World.key("a"));
    world.put("a", "1");
    sink.room(100);
    world.put("a", "2");
    stream.onReady();
    world.settle();
    assertEquals(List.of("created 0 @1", "events 0 @3 [put a=1 @2, put a=2 @3]"), sink.log());
  }
}
