package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.balsa.mvcc.Event;
import dev.balsa.watch.NaiveHistory.Write;
import dev.balsa.watch.WatchRequest.Filter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A naive store and a hub over it, driven by a test. */
final class World {

  /** Bounds so small that every test runs into them. */
  static final WatchConfig SMALL = new WatchConfig(0, 4, 200, 1000, 3, 400, 400, 8, 1 << 20);

  /** Three revisions a message; all history in memory, for as long as anybody watches. */
  static final WatchConfig THREE_A_MESSAGE =
      WatchConfig.DEFAULT.withCatchUp(3, 1 << 20).withRecent(1000, 1 << 20);

  final NaiveHistory history = new NaiveHistory();
  final WatchConfig config;
  final WatchHub hub;

  World() {
    this(WatchConfig.DEFAULT);
  }

  World(WatchConfig config) {
    this.config = config;
    this.hub = new WatchHub(history, config);
  }

  /** A watcher of a key that nobody writes: while it is there, the hub remembers what happens. */
  void bystander() {
    hub.open(new RecordingSink()).create(key("bystander").request());
  }

  /** Writes one key and publishes it; the revision. */
  long put(String key, String value) {
    return write(new Write(key, value));
  }

  long delete(String key) {
    return write(new Write(key, null));
  }

  /** Several writes in one revision. */
  long write(Write... writes) {
    List<Event> events = history.apply(writes);
    if (events != null) {
      hub.publish(events, history.revision());
    }
    return history.revision();
  }

  /** Puts {@code key} with the values 1 to {@code times}. */
  void putMany(String key, int times) {
    for (int i = 1; i <= times; i++) {
      put(key, String.valueOf(i));
    }
  }

  /** Lets the hub work until there is nothing left; fails if it does not come to an end. */
  void settle() {
    for (int i = 0; i < 1_000_000; i++) {
      if (hub.doWork() == 0) {
        return;
      }
    }
    throw new AssertionError("the hub never comes to rest");
  }

  static Want key(String key) {
    return new Want(key, "");
  }

  static Want range(String from, String to) {
    return new Want(from, to);
  }

  static Want all() {
    return new Want("", "\0");
  }

  /** A request in the making. */
  static final class Want {
    private final String key;
    private final String end;
    private long start;
    private long id;
    private boolean progress;
    private boolean prevKv;
    private boolean fragment;
    private Set<Filter> filters = EnumSet.noneOf(Filter.class);

    private Want(String key, String end) {
      this.key = key;
      this.end = end;
    }

    Want from(long startRevision) {
      start = startRevision;
      return this;
    }

    Want id(long watchId) {
      id = watchId;
      return this;
    }

    Want progress() {
      progress = true;
      return this;
    }

    Want prevKv() {
      prevKv = true;
      return this;
    }

    Want fragment() {
      fragment = true;
      return this;
    }

    Want without(Filter... unwanted) {
      filters = EnumSet.noneOf(Filter.class);
      filters.addAll(Arrays.asList(unwanted));
      return this;
    }

    WatchRequest request() {
      return new WatchRequest(
          key.getBytes(UTF_8), end.getBytes(UTF_8), start, progress, filters, prevKv, id, fragment);
    }
  }
}
