package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.balsa.watch.WatchRequest.Filter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Previous values and filters: what a watcher sees of an event. */
class PreviousValueTest {

  private final World world = new World();
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = world.hub.open(sink);

  private List<String> previous(long watchId) {
    List<String> values = new ArrayList<>();
    for (WatchMessage message : sink.to(watchId)) {
      if (!message.batch().isEmpty()) {
        message
            .prevKvs()
            .forEach(kv -> values.add(kv == null ? "-" : new String(kv.value(), UTF_8)));
      }
    }
    return values;
  }

  private void write() {
    world.put("a", "1");
    world.put("a", "2");
    world.delete("a");
    world.put("a", "3");
  }

  @Test
  void putsAndDeletesCarryWhatTheKeyHeldAndCreationsNothing() {
    stream.create(World.key("a").prevKv().request());
    write();
    assertEquals(List.of("-", "1", "2", "-"), previous(0));
  }

  @Test
  void historyCarriesTheSame() {
    write();
    stream.create(World.key("a").prevKv().from(2).request());
    world.settle();
    assertEquals(List.of("-", "1", "2", "-"), previous(0));
  }

  @Test
  void whatWasReadForOneWatcherBeforeACompactionIsNotToldToAnotherAfterIt() {
    stream.create(World.key("a").prevKv().request());
    write();
    assertEquals(List.of("-", "1", "2", "-"), previous(0));
    world.history.compact(3);
    stream.create(World.key("a").prevKv().from(3).request());
    world.settle();
    assertEquals(List.of("-", "2", "-"), previous(1));
  }

  @Test
  void whoDidNotAskGetsNone() {
    stream.create(World.key("a").request());
    stream.create(World.key("a").prevKv().request());
    write();
    assertNull(sink.to(0).get(1).prevKvs());
    assertEquals(List.of("-", "1", "2", "-"), previous(1));
  }

  @Test
  void filtersDropPutsOrDeletesOrBoth() {
    stream.create(World.key("a").without(Filter.NO_PUT).request());
    stream.create(World.key("a").without(Filter.NO_DELETE).request());
    stream.create(World.key("a").without(Filter.NO_PUT, Filter.NO_DELETE).request());
    stream.create(World.key("a").without(Filter.NO_PUT).prevKv().request());
    write();
    assertEquals(List.of("delete a @4"), sink.events(0));
    assertEquals(List.of("put a=1 @2", "put a=2 @3", "put a=3 @5"), sink.events(1));
    assertEquals(List.of(), sink.events(2));
    assertEquals(List.of("2"), previous(3));
  }

  @Test
  void aWatcherWithEveryEventFilteredOutStillHearsOfProgress() {
    World quick = new World(WatchConfig.DEFAULT.withProgressIntervalMillis(100));
    quick
        .hub
        .open(sink)
        .create(World.key("a").without(Filter.NO_PUT, Filter.NO_DELETE).progress().request());
    quick.hub.tick(0);
    quick.put("a", "1");
    quick.hub.tick(200);
    quick.settle();
    assertEquals(List.of("created 0 @1", "progress 0 @2"), sink.log());
  }

  @Test
  void aDeletionCarriesOnlyKeyAndRevision() {
    world.put("a", "1");
    stream.create(World.key("a").request());
    world.delete("a");
    var kv = sink.allEvents().get(0).kv();
    assertEquals(3, kv.modRevision());
    assertEquals(0, kv.createRevision() + kv.version() + kv.lease() + kv.value().length);
  }
}
