package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What compaction does to watchers: who needs history that is gone is canceled, nobody else. */
class CompactionTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  @Test
  void aStartRevisionBelowTheMarkIsAcknowledgedThenCanceled() {
    world.putMany("a", 9);
    world.history.compact(5);
    stream.create(World.key("a").from(4).request());
    assertEquals(List.of("created 0 @10"), sink.log());
    world.settle();
    assertEquals(List.of("created 0 @10", "canceled 0 @0 compacted 5"), sink.log());
    assertEquals(0, stream.watchers());
  }

  @Test
  void theMarkItselfIsAValidStartRevision() {
    world.putMany("a", 5);
    world.history.compact(5);
    stream.create(World.key("a").from(5).request());
    world.settle();
    assertEquals(List.of("put a=4 @5", "put a=5 @6"), sink.events(0));
  }

  @Test
  void aSyncedWatcherDoesNotNoticeACompaction() {
    stream.create(World.key("a").request());
    world.putMany("a", 3);
    world.history.compact(4);
    world.settle();
    world.put("a", "4");
    assertEquals(4, sink.events(0).size());
    assertEquals(0, sink.log().stream().filter(text -> text.startsWith("canceled")).count());
  }

  @Test
  void aSlowWatcherWhoseNextRevisionIsGoneIsCanceledWhenItsStreamCanTakeIt() {
    stream.create(World.key("a").request());
    sink.room(0);
    world.putMany("a", 9);
    world.history.compact(8);
    world.settle();
    sink.room(100);
    stream.onReady();
    world.settle();
    assertEquals(List.of("created 0 @1", "canceled 0 @0 compacted 8"), sink.log());
  }

  @Test
  void aWatcherThatIsOvertakenWhileItReadsIsCanceledBehindWhatItGot() {
    world.putMany("a", 30);
    stream.create(World.key("a").from(2).request());
    world.hub.doWork();
    world.history.compact(20);
    world.settle();
    assertEquals(
        List.of(
            "created 0 @31",
            "events 0 @31 [put a=1 @2, put a=2 @3, put a=3 @4]",
            "canceled 0 @0 compacted 20"),
        sink.log());
  }

  @Test
  void theIdOfAWatcherCanceledByCompactionIsFreeAgain() {
    world.putMany("a", 9);
    world.history.compact(5);
    stream.create(World.key("a").from(4).id(3).request());
    world.settle();
    stream.create(World.key("a").from(5).id(3).request());
    world.settle();
    assertEquals(6, sink.events(3).size());
  }

  @Test
  void aPreviousValueThatIsCompactedIsLeftOut() {
    world.putMany("a", 4);
    world.history.compact(4);
    stream.create(World.key("a").from(4).prevKv().request());
    world.settle();
    assertEquals(
        "[null, 3]",
        sink.messages.get(1).prevKvs().stream()
            .map(kv -> kv == null ? null : new String(kv.value(), UTF_8))
            .toList()
            .toString());
  }
}
