package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Promise: a sink that gathers messages is told when to let them go, once for many. */
class FlushTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  @Test
  void theMessagesOfManyRevisionsToManyWatchersLeaveTogether() {
    for (int i = 0; i < 10; i++) {
      stream.create(World.key("k").request());
    }
    world.putMany("k", 3);
    assertEquals(40, sink.unflushed());
    world.settle();
    assertEquals(0, sink.unflushed());
    assertEquals(1, sink.flushes());
  }

  @Test
  void whatIsReadFromHistoryLeavesBeforeTheStepEnds() {
    world.putMany("k", 30);
    stream.create(World.key("k").from(2).request());
    world.hub.doWork();
    while (world.hub.doWork() > 0) {
      assertEquals(0, sink.unflushed());
    }
    assertEquals(30, sink.allEvents().size());
  }

  @Test
  void whoWasSentNothingIsNotTold() {
    RecordingSink idle = new RecordingSink();
    world.hub.open(idle);
    stream.create(World.key("k").request());
    world.putMany("k", 3);
    world.settle();
    world.settle();
    assertEquals(0, idle.flushes());
    assertEquals(1, sink.flushes());
  }

  @Test
  void aStreamThatIsClosedInBetweenDoesNotHarmTheOthers() {
    RecordingSink gone = new RecordingSink();
    WatchStream leaving = world.hub.open(gone);
    leaving.create(World.key("k").request());
    stream.create(World.key("k").request());
    world.put("k", "v");
    leaving.close();
    world.settle();
    assertEquals(0, sink.unflushed());
    assertEquals(1, sink.allEvents().size());
  }
}
