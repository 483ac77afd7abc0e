package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.watch.NaiveHistory.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Promise: events come in the order of revisions, and inside a revision in the order of writes. */
class OrderedTest {

  private final World world = new World(World.SMALL);
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  @Test
  void liveEventsComeInTheOrderOfRevisionsEachUnderItsOwnHeader() {
    stream.create(World.all().request());
    world.put("b", "1");
    world.put("a", "2");
    world.delete("b");
    assertEquals(
        List.of(
            "created 0 @1",
            "events 0 @2 [put b=1 @2]",
            "events 0 @3 [put a=2 @3]",
            "events 0 @4 [delete b @4]"),
        sink.log());
  }

  @Test
  void writesOfOneRevisionKeepTheirOrderEvenAgainstTheOrderOfKeys() {
    stream.create(World.all().request());
    world.write(new Write("c", "1"), new Write("a", "2"), new Write("b", "3"));
    world.write(new Write("b", null), new Write("c", null));
    assertEquals(
        List.of(
            List.of("put c=1 @2", "put a=2 @2", "put b=3 @2"),
            List.of("delete b @3", "delete c @3")),
        sink.batches(0));
  }

  @Test
  void historyComesBeforeWhatHappensWhileItIsRead() {
    world.putMany("a", 10);
    stream.create(World.key("a").from(2).request());
    world.hub.doWork();
    world.put("a", "new");
    world.settle();
    world.put("a", "live");
    assertEquals(
        List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L),
        sink.allEvents().stream().map(event -> event.revision()).toList());
  }

  @Test
  void aBatchFromHistoryCarriesTheRevisionAtWhichItWasRead() {
    World three = new World(World.THREE_A_MESSAGE);
    three.bystander();
    three.putMany("a", 7);
    three.hub.open(sink).create(World.key("a").from(2).request());
    three.settle();
    assertEquals(
        List.of(
            "created 0 @8",
            "events 0 @8 [put a=1 @2, put a=2 @3, put a=3 @4]",
            "events 0 @8 [put a=4 @5, put a=5 @6, put a=6 @7]",
            "events 0 @8 [put a=7 @8]"),
        sink.log());
  }

  @Test
  void watchersOfOneStreamAreServedInTheOrderInWhichTheyWereCreated() {
    stream.create(World.key("a").id(9).request());
    stream.create(World.key("a").id(4).request());
    stream.create(World.key("a").id(6).request());
    sink.clear();
    world.put("a", "1");
    assertEquals(List.of(9L, 4L, 6L), sink.messages.stream().map(WatchMessage::watchId).toList());
  }
}
