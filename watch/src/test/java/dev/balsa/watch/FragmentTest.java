package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.watch.NaiveHistory.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Large messages are split between events for those who allow it, and for nobody else. */
class FragmentTest {

  /** The limit is 200 bytes, of which 64 are set aside for the head of the message. */
  private final World world = new World(World.SMALL);

  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  private void writeMany(int keys, int valueBytes) {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      writes.add(new Write("k" + i, "x".repeat(valueBytes)));
    }
    world.write(writes.toArray(new Write[0]));
  }

  private List<WatchMessage> parts() {
    return sink.messages.stream().filter(message -> !message.batch().isEmpty()).toList();
  }

  @Test
  void aSmallMessageStaysWhole() {
    stream.create(World.all().fragment().request());
    writeMany(2, 20);
    assertEquals(1, parts().size());
    assertFalse(parts().get(0).fragment());
  }

  @Test
  void aLargeRevisionIsSplitAndAllPartsButTheLastAreMarked() {
    stream.create(World.all().fragment().request());
    writeMany(9, 20);
    List<WatchMessage> parts = parts();
    assertTrue(parts.size() > 2);
    for (int i = 0; i < parts.size(); i++) {
      assertEquals(i < parts.size() - 1, parts.get(i).fragment());
      assertEquals(2, parts.get(i).revision());
      assertTrue(parts.get(i).batch().wireBytes() + 64 < 200);
    }
    assertEquals(9, sink.events(0).size());
  }

  @Test
  void aSingleEventAboveTheLimitTravelsAlone() {
    stream.create(World.all().fragment().request());
    world.write(new Write("a", "s"), new Write("b", "x".repeat(500)), new Write("c", "s"));
    assertEquals(List.of(1, 1, 1), parts().stream().map(m -> m.batch().size()).toList());
  }

  @Test
  void whoDidNotAskGetsTheWhole() {
    stream.create(World.all().request());
    writeMany(9, 20);
    assertEquals(1, parts().size());
    assertFalse(parts().get(0).fragment());
  }

  @Test
  void historyIsSplitToo() {
    writeMany(9, 20);
    stream.create(World.all().fragment().from(2).request());
    world.settle();
    assertTrue(parts().size() > 2);
    assertEquals(9, sink.events(0).size());
  }

  @Test
  void theRestOfASplitMessageWaitsForRoomAndNothingOvertakesIt() {
    stream.create(World.key("z").request());
    stream.create(World.all().fragment().request());
    sink.clear();
    sink.room(2);
    writeMany(9, 20);
    assertTrue(world.hub.stats().pendingEvents() > 0);
    world.put("z", "1");
    stream.requestProgress();
    stream.cancel(0);
    world.settle();
    assertEquals(2, sink.messages.size());
    sink.room(100);
    stream.onReady();
    world.settle();
    assertEquals(0, world.hub.stats().pendingEvents());
    List<String> log = sink.log();
    int canceled = log.indexOf("canceled 0 @3");
    assertTrue(
        log.subList(0, canceled - 1).stream().allMatch(text -> text.startsWith("fragment 1")));
    assertTrue(log.get(canceled - 1).startsWith("events 1 @2"));
    assertEquals(
        List.of("events 1 @3 [put z=1 @3]", "progress -1 @3"),
        log.subList(canceled + 1, log.size()));
  }
}
