package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.watch.NaiveHistory.Write;
import dev.balsa.watch.WatchRequest.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A random play: what happens to a store, a hub and a few streams, one action after the other. */
final class Play {

  private static final String[] KEYS = {"a", "b", "b0", "c", "d", "\0"};
  private static final int STREAMS = 3;

  /** The store under the hub. */
  interface Source {

    /** Writes one revision and publishes it, now or together with later ones. */
    void write(Write... writes);

    /** Publishes what is held back. */
    void publishAll();

    /** Writes one revision that is never published. */
    void writeUnseen(Write... writes);

    void compact(long revision);

    /** Removes a bounded part of what is compacted. */
    void compactStep(int work);

    long revision();

    long compactRevision();

    /** The full history. */
    StreamCheck.Truth truth();
  }

  /** What is done next; the numbers are read as the kind needs them. */
  record Action(Kind kind, int a, int b, int c, int d) {}

  enum Kind {
    PUT,
    DELETE,
    TXN,
    CREATE,
    CANCEL,
    PROGRESS,
    ROOM,
    READY,
    WORK,
    TICK,
    COMPACT,
    COMPACT_STEP,
    REOPEN,
    RESTORE
  }

  static Arbitrary<List<Action>> plays() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(20, Kind.PUT),
            Tuple.of(6, Kind.DELETE),
            Tuple.of(8, Kind.TXN),
            Tuple.of(12, Kind.CREATE),
            Tuple.of(3, Kind.CANCEL),
            Tuple.of(4, Kind.PROGRESS),
            Tuple.of(8, Kind.ROOM),
            Tuple.of(6, Kind.READY),
            Tuple.of(12, Kind.WORK),
            Tuple.of(4, Kind.TICK),
            Tuple.of(2, Kind.COMPACT),
            Tuple.of(3, Kind.COMPACT_STEP),
            Tuple.of(1, Kind.REOPEN),
            Tuple.of(2, Kind.RESTORE));
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 63).withoutEdgeCases();
    return Combinators.combine(kinds, number, number, number, number)
        .as(Action::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(300);
  }

  static Arbitrary<WatchConfig> bounds() {
    return Combinators.combine(
            Arbitraries.of(1, 4),
            Arbitraries.of(60, 200, 1 << 20),
            Arbitraries.of(1, 3, 16, 50),
            Arbitraries.of(1, 400, 1 << 20),
            Arbitraries.of(0, 4, 40, 1000))
        .as(
            (replies, fragment, revisions, bytes, recent) ->
                new WatchConfig(
                    0, replies, fragment, 1000, revisions, bytes, bytes, recent, 1 << 20));
  }

  /** One stream and what was asked of it. */
  private static final class Client {
    final RecordingSink sink = new RecordingSink();
    final WatchStream stream;
    final List<WatchRequest> created = new ArrayList<>();

    Client(WatchHub hub) {
      stream = hub.open(sink);
    }

    void room(int messages) {
      sink.room(messages);
    }
  }

  private final WatchConfig config;
  private final Source source;
  private final WatchHub hub;
  private final Client[] clients = new Client[STREAMS];
  private long nowMillis;
  private int value;

  Play(WatchConfig config, Source source, WatchHub hub) {
    this.config = config;
    this.source = source;
    this.hub = hub;
    for (int i = 0; i < STREAMS; i++) {
      clients[i] = new Client(hub);
    }
  }

  void act(Action action) {
    Client client = clients[action.a % STREAMS];
    switch (action.kind) {
      case PUT -> source.write(put(action.a));
      case DELETE -> source.write(new Write(key(action.a), null));
      case TXN -> source.write(txn(action));
      case CREATE -> create(client, action);
      case CANCEL -> client.stream.cancel(action.b % 6);
      case PROGRESS -> client.stream.requestProgress();
      case ROOM -> client.room(action.b % 4);
      case READY -> ready(client, action.b);
      case WORK -> work(action.b % 3 + 1);
      case TICK -> hub.tick(nowMillis += action.b * 20L);
      case COMPACT -> compact(action.b);
      case COMPACT_STEP -> source.compactStep(action.b + 1);
      case REOPEN -> reopen(action.a % STREAMS);
      case RESTORE -> restore(action);
      default -> throw new AssertionError(action);
    }
  }

  private String key(int number) {
    return KEYS[number % KEYS.length];
  }

  private Write put(int number) {
    return new Write(key(number), String.valueOf(value++));
  }

  private Write[] txn(Action action) {
    Write[] writes = new Write[action.b % 4 + 1];
    for (int i = 0; i < writes.length; i++) {
      int number = action.a + i;
      writes[i] = (action.c >> i) % 4 == 0 ? new Write(key(number), null) : put(number);
    }
    return writes;
  }

  private void create(Client client, Action action) {
    long current = source.revision();
    long start =
        switch (action.b % 4) {
          case 0, 1 -> 0;
          case 2 -> Math.max(1, current - action.b / 2);
          default -> action.b == 63 ? -1 : current + action.b % 5;
        };
    Set<Filter> filters = EnumSet.noneOf(Filter.class);
    if (action.d % 8 == 1) {
      filters.add(Filter.NO_PUT);
    }
    if (action.d % 8 == 2) {
      filters.add(Filter.NO_DELETE);
    }
    boolean single = action.c % 2 == 0;
    String end = single ? "" : action.c % 3 == 0 ? "\0" : key(action.c / 6);
    WatchRequest request =
        new WatchRequest(
            key(action.c / 2).getBytes(UTF_8),
            end.getBytes(UTF_8),
            start,
            action.d % 3 == 0,
            filters,
            action.d % 2 == 0,
            action.d % 5 == 0 ? action.d % 6 : 0,
            action.d % 7 < 3);
    if (client.stream.create(request)) {
      client.created.add(request);
    }
  }

  private void ready(Client client, int number) {
    client.room(number % 2 == 0 ? Integer.MAX_VALUE : number % 5 + 1);
    client.stream.onReady();
  }

  private void work(int times) {
    for (int i = 0; i < times; i++) {
      hub.doWork();
    }
  }

  private void compact(int back) {
    long revision = source.revision() - back / 4;
    if (revision > source.compactRevision() && revision > 0) {
      source.compact(revision);
    }
  }

  private void reopen(int number) {
    Client old = clients[number];
    old.stream.close();
    int sent = old.sink.messages.size();
    old.stream.onReady();
    settle();
    assertEquals(sent, old.sink.messages.size(), "nothing is sent after the end");
    new StreamCheck(source.truth(), config).check(old.created, old.sink.messages, false);
    clients[number] = new Client(hub);
  }

  private void restore(Action action) {
    for (int i = 0; i < action.b % 6; i++) {
      source.writeUnseen(put(action.c + i));
    }
    hub.restored();
  }

  void finish() {
    for (Client client : clients) {
      client.room(Integer.MAX_VALUE);
      client.stream.onReady();
    }
    settle();
    assertEquals(0, hub.stats().slowWatchers());
    assertEquals(0, hub.stats().pendingEvents());
    // By now everybody is synced; one request per stream must be answered unless a start lies
    // ahead.
    for (int i = 0; i < 6; i++) {
      source.write(put(3));
    }
    source.publishAll();
    for (Client client : clients) {
      client.stream.requestProgress();
    }
    settle();
    for (Client client : clients) {
      StreamCheck check = new StreamCheck(source.truth(), config);
      check.check(client.created, client.sink.messages, true);
      assertTrue(
          client.stream.watchers() == 0 || check.progressAnswers > 0, "progress is answered");
    }
    for (Client client : clients) {
      client.stream.close();
    }
    assertEquals(new WatchStats(0, 0, 0, 0, hub.stats().eventsSent()), hub.stats());
  }

  private void settle() {
    for (int i = 0; i < 1_000_000; i++) {
      if (hub.doWork() == 0) {
        return;
      }
    }
    throw new AssertionError("the hub never comes to rest");
  }
}
