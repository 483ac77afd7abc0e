package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.HistoryPage;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Measures what watchers cost, in CPU time of the one thread and in heap. A program of its own:
 *
 * <pre>
 * mvn -q -pl watch -am test-compile
 * java -Xmx2g -cp mvcc/target/classes:watch/target/classes:watch/target/test-classes:AGRONA_JAR \
 *     dev.balsa.watch.WatchMeasure
 * </pre>
 */
public final class WatchMeasure {

  private static final byte[] VALUE = new byte[256];

  private WatchMeasure() {}

  /** Runs every measurement and prints a line for each. */
  public static void main(String[] args) {
    for (int round = 0; round < 2; round++) {
      identical(1000, true);
      identical(1000, false);
      singleKeys(100_000);
      prefixes(10_000);
      catchUp(1000, 5000);
    }
    memory(1_000_000, 200, true);
    memory(1_000_000, 200, false);
  }

  /** A store that has only a current revision: everything measured is live or in memory. */
  private static final class Ahead implements History {
    long revision = 1;

    @Override
    public long revision() {
      return revision;
    }

    @Override
    public long compactRevision() {
      return -1;
    }

    @Override
    public HistoryPage read(KeyRange range, long from, long to, int revisions, int bytes) {
      throw new IllegalStateException("history is not part of this measurement");
    }

    @Override
    public KeyValue previous(Event event) {
      return null;
    }
  }

  /** A transport that does with a message what a server must: it asks for the bytes. */
  private static final class Swallow implements WatchSink {
    boolean ready = true;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void send(WatchMessage message) {
      if (message.batch().wire().length != message.batch().wireBytes()) {
        throw new IllegalStateException("length of the bytes is wrong");
      }
    }
  }

  private static byte[] key(int number) {
    return String.format("/registry/pods/%08d", number).getBytes(UTF_8);
  }

  private static void put(Ahead store, WatchHub hub, byte[] key) {
    long revision = ++store.revision;
    Event event = Event.put(KeyValue.of(key, 2, revision, revision, VALUE, 0), null);
    hub.publish(List.of(event), revision);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void identical(int watchers, boolean ownStreams) {
    Ahead store = new Ahead();
    WatchHub hub = new WatchHub(store, WatchConfig.DEFAULT);
    Swallow sink = new Swallow();
    WatchStream stream = hub.open(sink);
    WatchRequest request =
        WatchRequest.of("/registry/pods/".getBytes(UTF_8), "/registry/pods0".getBytes(UTF_8));
    for (int i = 0; i < watchers; i++) {
      stream = ownStreams ? hub.open(sink) : stream;
      stream.create(request);
    }
    int puts = 20_000;
    long start = cpuNanos();
    for (int i = 0; i < puts; i++) {
      put(store, hub, key(i));
    }
    long nanos = cpuNanos() - start;
    System.out.printf(
        "%,d watchers of one prefix on %s: %.1f us a put, %.0f ns an event, %,.0f events/s%n",
        watchers,
        ownStreams ? "a stream each" : "one stream",
        nanos / 1e3 / puts,
        (double) nanos / puts / watchers,
        1e9 * puts * watchers / nanos);
  }

  private static void singleKeys(int watchers) {
    Ahead store = new Ahead();
    WatchHub hub = new WatchHub(store, WatchConfig.DEFAULT);
    Swallow sink = new Swallow();
    List<WatchStream> streams = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      streams.add(hub.open(sink));
    }
    byte[][] keys = new byte[watchers][];
    for (int i = 0; i < watchers; i++) {
      keys[i] = key(i);
      streams.get(i % 100).create(WatchRequest.of(keys[i], new byte[0]));
    }
    measurePuts(store, hub, keys, watchers + " single-key watchers");
  }

  private static void prefixes(int watchers) {
    Ahead store = new Ahead();
    WatchHub hub = new WatchHub(store, WatchConfig.DEFAULT);
    WatchStream stream = hub.open(new Swallow());
    byte[][] keys = new byte[watchers][];
    for (int i = 0; i < watchers; i++) {
      keys[i] = key(i);
      KeyRange prefix = KeyRange.prefix(keys[i]);
      stream.create(WatchRequest.of(prefix.key(), prefix.end()));
    }
    measurePuts(store, hub, keys, watchers + " watchers of different prefixes");
  }

  private static void measurePuts(Ahead store, WatchHub hub, byte[][] keys, String what) {
    int puts = 1_000_000;
    long start = cpuNanos();
    for (int i = 0; i < puts; i++) {
      put(store, hub, keys[(int) (i * 7919L % keys.length)]);
    }
    long nanos = cpuNanos() - start;
    System.out.printf("%s, each put matches one: %.0f ns a put%n", what, (double) nanos / puts);
  }

  /** All fall behind together, then catch up from what is in memory. */
  private static void catchUp(int watchers, int puts) {
    Ahead store = new Ahead();
    WatchHub hub = new WatchHub(store, WatchConfig.DEFAULT);
    Swallow sink = new Swallow();
    List<WatchStream> streams = new ArrayList<>();
    for (int i = 0; i < watchers; i++) {
      streams.add(hub.open(sink));
      streams
          .get(i)
          .create(
              WatchRequest.of(
                  "/registry/pods/".getBytes(UTF_8), "/registry/pods0".getBytes(UTF_8)));
    }
    sink.ready = false;
    long start = cpuNanos();
    for (int i = 0; i < puts; i++) {
      put(store, hub, key(i));
    }
    long publishing = cpuNanos() - start;
    sink.ready = true;
    start = cpuNanos();
    streams.forEach(WatchStream::onReady);
    long calls = 0;
    while (hub.doWork() > 0) {
      calls++;
    }
    long nanos = cpuNanos() - start;
    System.out.printf(
        "%,d streams full while %,d puts are published: %.2f us a put; then they catch up at"
            + " %,.0f events/s, %.0f us a call%n",
        watchers,
        puts,
        publishing / 1e3 / puts,
        1e9 * hub.stats().eventsSent() / nanos,
        nanos / 1e3 / calls);
  }

  private static void memory(int watchers, int streams, boolean distinct) {
    Ahead store = new Ahead();
    WatchHub hub = new WatchHub(store, WatchConfig.DEFAULT);
    Swallow sink = new Swallow();
    List<WatchStream> open = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      open.add(hub.open(sink));
    }
    long before = usedBytes();
    long start = cpuNanos();
    for (int i = 0; i < watchers; i++) {
      byte[] key = key(distinct ? i : i % 1000);
      open.get(i % streams)
          .create(new WatchRequest(key, new byte[0], 0, false, Set.of(), false, 0, false));
    }
    long nanos = cpuNanos() - start;
    long used = usedBytes() - before;
    System.out.printf(
        "%,d idle watchers of %s on %d streams: %d bytes each (the key's %d included), %.0f ns to"
            + " create%n",
        hub.stats().watchers(),
        distinct ? "different keys" : "1,000 keys",
        streams,
        used / watchers,
        16 + key(0).length + 1,
        (double) nanos / watchers);
  }

  private static long usedBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
