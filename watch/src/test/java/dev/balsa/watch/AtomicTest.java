package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.watch.NaiveHistory.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Promise: the events of one revision arrive in one message, unless the watcher allows splitting.
 */
class AtomicTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  private static Write[] many(int keys, String value) {
    Write[] writes = new Write[keys];
    for (int i = 0; i < keys; i++) {
      writes[i] = new Write("k" + (char) ('a' + i), value);
    }
    return writes;
  }

  @Test
  void aLiveRevisionIsOneMessageHoweverLarge() {
    stream.create(World.all().request());
    world.write(many(20, "x".repeat(100)));
    assertEquals(1, sink.batches(0).size());
    assertEquals(20, sink.batches(0).get(0).size());
  }

  @Test
  void aRevisionReadFromHistoryIsOneMessageThoughItExceedsTheBoundOfAStep() {
    world.write(many(20, "x".repeat(100)));
    world.write(many(2, "y"));
    stream.create(World.all().from(2).request());
    world.settle();
    assertEquals(List.of(20, 2), sink.batches(0).stream().map(List::size).toList());
  }

  @Test
  void theBoundOfRevisionsInAMessageFallsBetweenRevisions() {
    World three = new World(World.THREE_A_MESSAGE);
    three.bystander();
    for (int i = 0; i < 5; i++) {
      three.write(many(2, "v" + i));
    }
    three.hub.open(sink).create(World.all().from(2).request());
    three.settle();
    assertEquals(List.of(6, 4), sink.batches(0).stream().map(List::size).toList());
  }

  @Test
  void aTransportThatFillsUpDoesNotSplitARevision() {
    stream.create(World.all().request());
    sink.room(0);
    world.write(many(3, "a"));
    world.write(many(3, "b"));
    sink.room(1);
    stream.onReady();
    world.settle();
    assertEquals(List.of(6), sink.batches(0).stream().map(List::size).toList());
  }

  @Test
  void aWatcherOfPartOfTheKeysGetsItsPartInOneMessage() {
    stream.create(World.range("kb", "kd").request());
    world.write(many(6, "1"));
    assertEquals(List.of(List.of("put kb=1 @2", "put kc=1 @2")), sink.batches(0));
  }
}
