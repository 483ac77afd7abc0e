package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Promise: a progress message at revision R says that everything up to R has been delivered. */
class ProgressTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  /** Lets one interval and the greatest jitter pass. */
  private long now;

  private void interval() {
    now += 1100;
    world.hub.tick(now);
    world.settle();
  }

  @Test
  void aRequestIsAnsweredOnceForTheWholeStream() {
    stream.create(World.key("a").request());
    stream.create(World.key("b").request());
    world.put("c", "1");
    sink.clear();
    stream.requestProgress();
    world.settle();
    assertEquals(List.of("progress -1 @2"), sink.log());
  }

  @Test
  void aStreamWithoutWatchersIsNotAnswered() {
    stream.requestProgress();
    world.settle();
    stream.create(World.key("a").request());
    world.settle();
    assertEquals(List.of("created 0 @1"), sink.log());
  }

  @Test
  void aRequestWhileAWatcherIsBehindIsRememberedUntilAllAreSynced() {
    world.putMany("a", 20);
    stream.create(World.key("b").request());
    stream.create(World.range("a", "b").from(2).request());
    stream.requestProgress();
    stream.requestProgress();
    world.settle();
    List<String> log = sink.log();
    assertEquals("progress -1 @21", log.get(log.size() - 1));
    assertEquals(1, log.stream().filter(text -> text.startsWith("progress")).count());
    assertEquals(20, sink.events(1).size());
  }

  @Test
  void aRequestWhileTheTransportIsFullIsRememberedAndComesBehindTheEvents() {
    stream.create(World.key("a").request());
    sink.room(0);
    world.put("a", "1");
    stream.requestProgress();
    world.settle();
    sink.room(100);
    stream.onReady();
    world.settle();
    assertEquals(List.of("created 0 @1", "events 0 @2 [put a=1 @2]", "progress -1 @2"), sink.log());
  }

  @Test
  void aRequestWaitsForAStartRevisionThatLiesAhead() {
    stream.create(World.key("a").from(3).request());
    stream.requestProgress();
    world.settle();
    world.put("b", "1");
    world.settle();
    assertEquals(1, sink.messages.size());
    world.put("b", "2");
    world.settle();
    assertEquals(List.of("created 0 @1", "progress -1 @3"), sink.log());
  }

  @Test
  void theLastLaggingWatcherMayAlsoBeCanceledForTheAnswerToCome() {
    world.putMany("a", 20);
    stream.create(World.key("b").request());
    stream.create(World.range("a", "b").from(2).request());
    stream.requestProgress();
    stream.cancel(1);
    world.settle();
    assertEquals("progress -1 @21", sink.log().get(3));
  }

  @Test
  void anIdleWatcherThatAskedForItHearsOfProgressAtEachInterval() {
    stream.create(World.key("a").progress().request());
    stream.create(World.key("a").request());
    world.hub.tick(0);
    world.put("b", "1");
    interval();
    world.put("b", "2");
    interval();
    assertEquals(
        List.of("created 0 @1", "created 1 @1", "progress 0 @2", "progress 0 @3"), sink.log());
  }

  @Test
  void aWatcherThatHadEventsSinceTheLastRoundIsSkipped() {
    stream.create(World.key("a").progress().request());
    world.hub.tick(0);
    world.put("a", "1");
    sink.clear();
    interval();
    assertEquals(List.of(), sink.log());
    interval();
    assertEquals(List.of("progress 0 @2"), sink.log());
  }

  @Test
  void aWatcherThatIsBehindOrNotYetStartedHearsNothing() {
    stream.create(World.key("a").progress().from(4).request());
    world.hub.tick(0);
    interval();
    world.put("b", "1");
    world.put("b", "2");
    interval();
    assertEquals(List.of("created 0 @1"), sink.log());
    world.put("b", "3");
    interval();
    assertEquals(List.of("created 0 @1", "progress 0 @4"), sink.log());
  }

  @Test
  void beforeTheIntervalHasPassedNobodyHearsAnything() {
    stream.create(World.key("a").progress().request());
    world.hub.tick(0);
    world.hub.tick(999);
    world.settle();
    assertEquals(List.of("created 0 @1"), sink.log());
  }

  @Test
  void streamsDoNotAllSpeakAtOnce() {
    RecordingSink[] sinks = new RecordingSink[100];
    for (int i = 0; i < sinks.length; i++) {
      sinks[i] = new RecordingSink();
      world.hub.open(sinks[i]).create(World.key("a").progress().request());
    }
    world.hub.tick(0);
    world.hub.tick(1050);
    world.settle();
    long early = List.of(sinks).stream().filter(s -> s.messages.size() == 2).count();
    assertTrue(early > 20 && early < 80, "after half of the spread: " + early);
    world.hub.tick(1100);
    world.settle();
    assertEquals(100, List.of(sinks).stream().filter(s -> s.messages.size() == 2).count());
  }

  @Test
  void aRoundThatMeetsAFullTransportGoesOnWhenThereIsRoom() {
    for (int i = 0; i < 10; i++) {
      stream.create(World.key("a").progress().request());
    }
    world.hub.tick(0);
    sink.clear();
    sink.room(4);
    interval();
    assertEquals(4, sink.messages.size());
    stream.cancel(1);
    stream.cancel(7);
    sink.room(100);
    stream.onReady();
    world.settle();
    assertEquals(
        List.of(0L, 1L, 2L, 3L, 1L, 7L, 4L, 5L, 6L, 8L, 9L),
        sink.messages.stream().map(WatchMessage::watchId).toList());
  }

  @Test
  void aRoundThatIsHeldUpTellsEveryoneElseOnceThoughManyLeaveMeanwhile() {
    World wide = new World(WatchConfig.DEFAULT.withProgressIntervalMillis(1000));
    WatchStream many = wide.hub.open(sink);
    for (int i = 0; i < 60; i++) {
      many.create(World.key("a").progress().request());
    }
    wide.hub.tick(0);
    sink.room(20);
    wide.hub.tick(1100);
    wide.settle();
    for (int i = 0; i < 50; i++) {
      many.cancel(i);
    }
    sink.room(1000);
    many.onReady();
    wide.settle();
    List<Long> told =
        sink.messages.stream().filter(WatchMessage::isProgress).map(WatchMessage::watchId).toList();
    assertEquals(30, told.size());
    assertEquals(30, told.stream().distinct().count());
  }

  @Test
  void aWakeUpThatGotLostIsMadeUpForByTheNextTick() {
    stream.create(World.key("a").request());
    sink.room(0);
    world.put("a", "1");
    sink.room(100);
    world.hub.tick(0);
    world.settle();
    assertEquals(List.of("put a=1 @2"), sink.events(0));
  }

  @Test
  void theIntervalIsNeverShorterThanATenthOfASecond() {
    assertEquals(100, WatchConfig.DEFAULT.withProgressIntervalMillis(1).progressIntervalMillis());
  }
}
