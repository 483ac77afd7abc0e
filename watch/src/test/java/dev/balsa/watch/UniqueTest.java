package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.mvcc.Event;
import dev.balsa.watch.NaiveHistory.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Promise: no event comes twice. */
class UniqueTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  @Test
  void aWatcherThatHasCaughtUpIsNotToldAgainWhatItRead() {
    world.putMany("a", 5);
    stream.create(World.key("a").from(1).request());
    world.settle();
    world.put("a", "6");
    world.settle();
    assertEquals(
        List.of("1 @2", "2 @3", "3 @4", "4 @5", "5 @6", "6 @7"),
        sink.events(0).stream().map(text -> text.substring("put a=".length())).toList());
  }

  @Test
  void aChangeOfSeveralKeysReachesAWatcherOnceThoughSeveralOfItsKeysMatch() {
    stream.create(World.range("a", "z").request());
    stream.create(World.key("b").request());
    world.write(new Write("a", "1"), new Write("b", "2"), new Write("c", "3"));
    assertEquals(List.of(List.of("put a=1 @2", "put b=2 @2", "put c=3 @2")), sink.batches(0));
    assertEquals(List.of(List.of("put b=2 @2")), sink.batches(1));
  }

  @Test
  void twoWatchersOfOneRangeEachGetTheEventFromTheSameBytes() {
    stream.create(World.key("a").request());
    stream.create(World.key("a").request());
    stream.create(World.range("a", "b").request());
    world.put("a", "1");
    assertEquals(List.of("put a=1 @2"), sink.events(0));
    assertEquals(List.of("put a=1 @2"), sink.events(1));
    assertSame(sink.to(0).get(1).batch(), sink.to(1).get(1).batch());
    assertSame(sink.to(0).get(1).batch(), sink.to(2).get(1).batch(), "even across ranges");
  }

  @Test
  void aSlowStreamThatWakesUpTwiceGetsWhatItMissedOnce() {
    stream.create(World.key("a").request());
    sink.room(0);
    world.putMany("a", 4);
    sink.room(100);
    stream.onReady();
    stream.onReady();
    world.hub.doWork();
    stream.onReady();
    world.settle();
    assertEquals(4, sink.events(0).size());
  }

  @Test
  void aRevisionIsPublishedOnceAndInOrder() {
    List<Event> events = world.history.apply(new Write("a", "1"));
    assertThrows(IllegalArgumentException.class, () -> world.hub.publish(events, 3));
    world.hub.publish(events, 2);
    assertThrows(IllegalArgumentException.class, () -> world.hub.publish(events, 2));
  }
}
