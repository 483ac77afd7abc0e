package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Promise: who resumes behind the last revision it saw misses nothing and sees nothing twice. */
class ResumableTest {

  private final World world = new World(World.SMALL);

  @Test
  void aWatcherResumesOnAnotherStreamBehindTheLastRevisionItSaw() {
    RecordingSink before = new RecordingSink();
    WatchStream first = world.hub.open(before);
    first.create(World.key("a").request());
    world.putMany("a", 3);
    first.close();
    world.putMany("a", 20);
    RecordingSink after = new RecordingSink();
    world.hub.open(after).create(World.key("a").from(5).request());
    world.settle();
    world.put("a", "last");
    assertEquals(3, before.events(0).size());
    assertEquals(21, after.events(0).size());
    assertEquals("put a=1 @5", after.events(0).get(0));
  }

  @Test
  void whatHappenedWhileNobodyWatchedIsReadAndJoinsWithWhatFollows() {
    World unwatched = new World(World.THREE_A_MESSAGE);
    unwatched.putMany("a", 7);
    RecordingSink sink = new RecordingSink();
    unwatched.hub.open(sink).create(World.key("a").from(2).request());
    unwatched.put("a", "at once");
    unwatched.settle();
    unwatched.put("a", "live");
    assertEquals(
        List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L),
        sink.allEvents().stream().map(event -> event.revision()).toList());
    assertTrue(unwatched.history.reads > 0);
  }

  @Test
  void resumingBehindAProgressMessageMissesNothing() {
    RecordingSink before = new RecordingSink();
    WatchStream first = world.hub.open(before);
    first.create(World.key("a").request());
    world.putMany("b", 5);
    first.requestProgress();
    world.settle();
    long seen = before.messages.get(before.messages.size() - 1).revision();
    first.close();
    world.put("a", "1");
    RecordingSink after = new RecordingSink();
    world.hub.open(after).create(World.key("a").from(seen + 1).request());
    world.settle();
    assertEquals(List.of("put a=1 @7"), after.events(0));
  }

  @Test
  void aHubMadeAfterARestartReplaysWhatHappenedBeforeIt() {
    world.putMany("a", 12);
    WatchHub restarted = new WatchHub(world.history, World.SMALL);
    RecordingSink sink = new RecordingSink();
    restarted.open(sink).create(World.all().from(3).request());
    while (restarted.doWork() > 0) {}
    assertEquals(11, sink.events(0).size());
  }

  @Test
  void afterAJumpOfTheHistoryEveryWatcherGetsWhatWasSkipped() {
    RecordingSink sink = new RecordingSink();
    WatchStream stream = world.hub.open(sink);
    stream.create(World.key("a").request());
    stream.create(World.key("a").from(4).request());
    stream.create(World.key("a").from(9).request());
    world.put("a", "1");
    for (int i = 2; i <= 5; i++) {
      world.history.apply(new NaiveHistory.Write("a", String.valueOf(i)));
    }
    world.hub.restored();
    world.put("a", "6");
    world.settle();
    world.putMany("a", 2);
    world.settle();
    assertEquals(
        List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L),
        sink.to(0).stream().flatMap(m -> m.events().stream()).map(e -> e.revision()).toList());
    assertEquals(
        List.of(4L, 5L, 6L, 7L, 8L, 9L),
        sink.to(1).stream().flatMap(m -> m.events().stream()).map(e -> e.revision()).toList());
    assertEquals(List.of("put a=2 @9"), sink.events(2));
  }

  @Test
  void aJumpOverACompactedPartCancelsWhoNeedsIt() {
    RecordingSink sink = new RecordingSink();
    WatchStream stream = world.hub.open(sink);
    stream.create(World.key("a").request());
    world.put("a", "1");
    for (int i = 2; i <= 5; i++) {
      world.history.apply(new NaiveHistory.Write("a", String.valueOf(i)));
    }
    world.history.compact(5);
    world.hub.restored();
    world.settle();
    assertEquals(
        List.of("created 0 @1", "events 0 @2 [put a=1 @2]", "canceled 0 @0 compacted 5"),
        sink.log());
  }
}
