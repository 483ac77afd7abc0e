package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.watch.NaiveHistory.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Promise: no event is left out, whatever the transport does, and nobody waits for a slow one. */
class ReliableTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  @Test
  void whatHappensWhileTheTransportIsFullArrivesAfterwards() {
    stream.create(World.key("a").request());
    world.put("a", "1");
    sink.room(0);
    world.put("a", "2");
    world.put("b", "-");
    world.put("a", "3");
    world.settle();
    assertEquals(1, sink.events(0).size());
    sink.room(100);
    stream.onReady();
    world.settle();
    world.put("a", "4");
    assertEquals(List.of("put a=1 @2", "put a=2 @3", "put a=3 @5", "put a=4 @6"), sink.events(0));
  }

  @Test
  void aStreamThatTakesOneMessageAtATimeGetsEverything() {
    stream.create(World.key("a").request());
    sink.room(0);
    world.putMany("a", 100);
    for (int i = 0; i < 100 && sink.events(0).size() < 100; i++) {
      sink.room(1);
      stream.onReady();
      world.settle();
    }
    assertEquals(100, sink.events(0).size());
  }

  @Test
  void aSlowStreamKeepsNothingButWhereItsWatchersStand() {
    stream.create(World.all().request());
    sink.room(0);
    world.putMany("a", 1000);
    assertEquals(new WatchStats(1, 1, 1, 0, 0), world.hub.stats());
    assertEquals(0, world.hub.doWork(), "there is nothing to do for it either");
  }

  @Test
  void aSlowStreamDoesNotHoldUpAnother() {
    RecordingSink fast = new RecordingSink();
    world.hub.open(fast).create(World.key("a").request());
    stream.create(World.key("a").request());
    sink.room(0);
    world.putMany("a", 3);
    assertEquals(3, fast.events(0).size());
    assertEquals(0, sink.events(0).size());
  }

  @Test
  void aWatcherUntouchedWhileItsStreamIsFullStaysSynced() {
    stream.create(World.key("a").request());
    stream.create(World.key("b").request());
    sink.room(0);
    world.put("a", "1");
    assertEquals(1, world.hub.stats().slowWatchers());
  }

  @Test
  void historyThatLeftTheMemoryIsReadBack() {
    stream.create(World.range("a", "b").request());
    stream.create(World.key("a").request());
    sink.room(0);
    world.putMany("a", 30);
    sink.room(1000);
    stream.onReady();
    world.settle();
    assertEquals(30, sink.events(0).size());
    assertEquals(30, sink.events(1).size());
    assertTrue(world.history.reads > 0);
  }

  @Test
  void historyThatIsStillInMemoryIsNotRead() {
    stream.create(World.range("a", "b").request());
    sink.room(0);
    world.putMany("a", 7);
    sink.room(1000);
    stream.onReady();
    world.settle();
    assertEquals(7, sink.events(0).size());
    assertEquals(0, world.history.reads);
  }

  @Test
  void watchersThatFellBehindTogetherShareOneReading() {
    World wide = new World(WatchConfig.DEFAULT.withRecent(0, 0).withCatchUp(10, 1 << 20));
    RecordingSink[] sinks = new RecordingSink[50];
    wide.putMany("a", 100);
    for (int i = 0; i < sinks.length; i++) {
      sinks[i] = new RecordingSink();
      wide.hub.open(sinks[i]).create(World.range("a", "b" + i).from(2 + i % 5).request());
    }
    wide.settle();
    for (int i = 0; i < sinks.length; i++) {
      assertEquals(100 - i % 5, sinks[i].events(0).size());
    }
    assertTrue(wide.history.reads <= 20, "reads: " + wide.history.reads);
  }

  @Test
  void aStepReadsABoundedNumberOfRevisions() {
    World wide = new World(WatchConfig.DEFAULT.withRecent(0, 0).withCatchUp(10, 1 << 20));
    wide.putMany("a", 150);
    wide.hub.open(sink).create(World.range("a", "b").from(2).request());
    wide.hub.doWork();
    assertEquals(10, sink.events(0).size());
    wide.settle();
    assertEquals(150, sink.events(0).size());
  }

  @Test
  void anIntervalFarBehindInWhichLittleHappenedSkipsWhatOthersDid() {
    World wide = new World(WatchConfig.DEFAULT.withRecent(0, 0).withCatchUp(10, 1 << 20));
    wide.put("z", "1");
    wide.putMany("a", 1000);
    wide.put("z", "2");
    wide.hub.open(sink).create(World.range("y", "zz").from(2).request());
    wide.settle();
    assertEquals(List.of("put z=1 @2", "put z=2 @1003"), sink.events(0));
    assertTrue(wide.history.reads <= 2, "reads: " + wide.history.reads);
  }

  @Test
  void aStepReadsABoundedNumberOfBytes() {
    World wide = new World(WatchConfig.DEFAULT.withRecent(0, 0).withCatchUp(1000, 5000));
    for (int i = 0; i < 30; i++) {
      wide.put("a", "x".repeat(1000));
    }
    wide.hub.open(sink).create(World.range("a", "b").from(2).request());
    wide.hub.doWork();
    assertTrue(sink.events(0).size() <= 5, "events: " + sink.events(0).size());
    wide.settle();
    assertEquals(30, sink.events(0).size());
  }

  @Test
  void watchersFarBehindAndStreamsAllTakeTurns() {
    world.putMany("a", 60);
    RecordingSink other = new RecordingSink();
    stream.create(World.range("a", "b").from(2).request());
    stream.create(World.range("a", "c").from(2).request());
    world.hub.open(other).create(World.range("a", "d").from(2).request());
    for (int i = 0; i < 24; i++) {
      world.hub.doWork();
    }
    int first = sink.events(0).size();
    int second = sink.events(1).size();
    int third = other.events(0).size();
    assertTrue(first > 0 && second > 0 && third > 0, first + " " + second + " " + third);
    assertTrue(Math.abs(first - second) <= 3, first + " " + second);
  }

  @Test
  void aRevisionThatNobodyMatchesMakesNobodySlow() {
    stream.create(World.key("a").without(WatchRequest.Filter.NO_PUT).request());
    sink.room(0);
    world.write(new Write("a", "1"));
    assertEquals(0, world.hub.stats().slowWatchers());
  }
}
