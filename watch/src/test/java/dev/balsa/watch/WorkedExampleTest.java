package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation, line by line. */
class WorkedExampleTest {

  private final World world = new World();
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  private void expect(String... messages) {
    assertEquals(List.of(messages), sink.log());
    sink.clear();
  }

  @Test
  void theExampleIsTrue() {
    world.put("z", "-");
    world.put("z", "-");
    world.put("z", "-");
    world.put("a", "5");
    world.put("z", "-");
    world.put("b", "7");
    stream.create(World.range("a", "c").from(5).request());
    expect("created 0 @7");
    stream.create(World.key("b").request());
    expect("created 1 @7");
    world.put("b", "8");
    expect("events 1 @8 [put b=8 @8]");
    stream.requestProgress();
    expect();
    world.settle();
    expect("events 0 @8 [put a=5 @5, put b=7 @7, put b=8 @8]", "progress -1 @8");
    sink.room(0);
    world.put("b", "9");
    world.settle();
    expect();
    sink.room(100);
    stream.onReady();
    world.settle();
    expect("events 1 @9 [put b=9 @9]", "events 0 @9 [put b=9 @9]");
    world.history.compact(9);
    stream.create(World.key("b").from(3).request());
    world.settle();
    expect("created 2 @9", "canceled 2 @0 compacted 9");
  }
}
