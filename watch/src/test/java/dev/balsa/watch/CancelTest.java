package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ending watchers and streams: after the acknowledgement nothing more comes. */
class CancelTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  @Test
  void aCancelIsAcknowledgedWithTheCurrentRevisionAndNoReason() {
    stream.create(World.key("a").request());
    world.put("a", "1");
    stream.cancel(0);
    world.put("a", "2");
    assertEquals(List.of("created 0 @1", "events 0 @2 [put a=1 @2]", "canceled 0 @2"), sink.log());
  }

  @Test
  void anUnknownIdIsIgnored() {
    assertTrue(stream.cancel(5));
    stream.create(World.key("a").request());
    stream.cancel(0);
    stream.cancel(0);
    assertEquals(List.of("created 0 @1", "canceled 0 @1"), sink.log());
  }

  @Test
  void aWatcherCanBeCanceledWhileItIsBehind() {
    world.putMany("a", 30);
    stream.create(World.key("a").from(2).request());
    world.hub.doWork();
    stream.cancel(0);
    int events = sink.events(0).size();
    world.settle();
    assertEquals(events, sink.events(0).size());
    assertEquals(0, world.hub.stats().slowWatchers());
  }

  @Test
  void aWatcherCanBeCanceledBeforeItsStartRevision() {
    stream.create(World.key("a").from(9).request());
    stream.cancel(0);
    world.putMany("a", 12);
    world.settle();
    assertEquals(List.of("created 0 @1", "canceled 0 @1"), sink.log());
  }

  @Test
  void aNewWatcherWithTheIdOfACanceledOneStartsAfresh() {
    stream.create(World.key("a").id(5).request());
    sink.room(0);
    world.put("a", "old");
    stream.cancel(5);
    stream.create(World.key("b").id(5).request());
    world.put("b", "new");
    sink.room(100);
    stream.onReady();
    world.settle();
    assertEquals(
        List.of("created 5 @1", "canceled 5 @2", "created 5 @2", "events 5 @3 [put b=new @3]"),
        sink.log());
  }

  @Test
  void othersOfTheSameRangeLiveOn() {
    stream.create(World.key("a").request());
    stream.create(World.key("a").request());
    stream.create(World.range("a", "b").request());
    stream.create(World.range("a", "b").request());
    stream.cancel(0);
    stream.cancel(2);
    world.put("a", "1");
    assertEquals(0, sink.events(0).size() + sink.events(2).size());
    assertEquals(2, sink.events(1).size() + sink.events(3).size());
  }

  @Test
  void aClosedStreamIsSentNothingAndLeavesNothingBehind() {
    world.putMany("a", 3);
    stream.create(World.key("a").progress().request());
    stream.create(World.range("a", "c").from(2).request());
    stream.create(World.key("b").from(100).request());
    sink.room(0);
    stream.create(World.key("b").request());
    stream.requestProgress();
    stream.close();
    sink.room(100);
    int sent = sink.messages.size();
    stream.onReady();
    stream.requestProgress();
    stream.cancel(0);
    stream.close();
    assertTrue(stream.create(World.key("a").request()));
    world.put("a", "9");
    world.hub.tick(1_000_000);
    world.settle();
    assertEquals(sent, sink.messages.size());
    assertEquals(new WatchStats(0, 0, 0, 0, 0), world.hub.stats());
  }
}
