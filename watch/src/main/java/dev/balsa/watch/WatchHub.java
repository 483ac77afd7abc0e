package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From revisions to subscribers: gives every watcher each event it asked for exactly once and in
 * order.
 *
 * <p>Single-threaded: one thread, the one that applies changes to the store, makes every call to
 * the hub and its streams. No call blocks, and all but {@link WatchStream#close} do bounded work
 * per watcher concerned.
 */
public final class WatchHub {

  /** Progress messages looked at in one step of one stream. */
  private static final int PROGRESS_STEP = 64;

  private final History history;
  private final WatchConfig config;
  private final Roster roster = new Roster();
  private final RecentHistory recent;
  private final Resync resync;
  private final LivePath live;
  private final CatchUp catchUp;
  private final Set<WatchStream> streams = new LinkedHashSet<>();

  /** Streams that may have something to send, the one served next at the front. */
  private final ArrayDeque<WatchStream> queue = new ArrayDeque<>();

  /** The way out of every stream that was sent something since the last {@link #doWork}. */
  private final List<Outbox> unflushed = new ArrayList<>();

  /** The newest revision published; synced watchers have been given everything up to here. */
  private long revision;

  private long streamsOpened;
  private long eventsSent;

  /**
   * Makes a hub without watchers that starts at the store's current revision.
   *
   * @param view gives the newest state of the store
   */
  public WatchHub(Supplier<View> view, WatchConfig config) {
    this(History.of(view), config);
  }

  WatchHub(History history, WatchConfig config) {
    this.history = Objects.requireNonNull(history);
    this.config = Objects.requireNonNull(config);
    this.revision = history.revision();
    this.recent = new RecentHistory(config, revision);
    this.resync = new Resync(roster);
    this.live = new LivePath(roster, resync, history);
    this.catchUp = new CatchUp(roster, history, recent, config);
  }

  /** Opens a stream without watchers; {@code sink} is its way out. */
  public WatchStream open(WatchSink sink) {
    WatchStream stream =
        new WatchStream(
            this,
            new Outbox(Objects.requireNonNull(sink), unflushed),
            progressPeriodMillis(streamsOpened++));
    streams.add(stream);
    return stream;
  }

  /** The interval plus up to a tenth of it, different from stream to stream. */
  private long progressPeriodMillis(long number) {
    long spread = ((number * 0x9e3779b97f4a7c15L) >>> 54) * (config.progressIntervalMillis() / 10);
    return config.progressIntervalMillis() + (spread >> 10);
  }

  /**
   * Gives out the events of one main revision, after the store has committed it. Every revision is
   * published, in order; watchers whose stream cannot take more read it later.
   *
   * @throws IllegalArgumentException if {@code eventsRevision} is not the one behind the last
   */
  public void publish(List<Event> events, long eventsRevision) {
    if (eventsRevision != revision + 1) {
      throw new IllegalArgumentException(
          "revision " + eventsRevision + " published behind revision " + revision);
    }
    revision = eventsRevision;
    if (roster.watchers() == 0) {
      recent.clear(eventsRevision); // whoever comes later and asks for the past reads it
      return;
    }
    Change change = new Change(eventsRevision, events.toArray(new Event[0]));
    roster.reach(eventsRevision);
    recent.add(change);
    live.publish(change);
  }

  /**
   * Does a bounded part of what is left to do: lagging watchers catch up, waiting messages and
   * progress leave. Streams take turns, and within a stream its watchers do. Whatever was sent
   * since the last call, here or by other calls, has left when it returns ({@link
   * WatchSink#flush}).
   *
   * @return an amount of work; 0 means that nothing can be done until the next other call
   */
  public int doWork() {
    WorkBudget budget = new WorkBudget(config.catchUpRevisions(), config.catchUpBytes());
    int steps = lookForMissing();
    while (!queue.isEmpty() && budget.isLeft()) {
      WatchStream stream = queue.remove();
      stream.queued = false;
      step(stream, budget);
      steps++;
      if (stream.hasWork() && stream.outbox.isReady()) {
        enqueue(stream);
      }
    }
    if (roster.lagging() == 0 && steps > 0) {
      catchUp.forget();
    }
    flush();
    return steps;
  }

  private void flush() {
    for (Outbox outbox : unflushed) {
      outbox.flush();
    }
    unflushed.clear();
  }

  /** Some of the watchers that a jump of the history concerns; see {@link Resync}. */
  private int lookForMissing() {
    WatchStream stream = resync.step(revision);
    if (stream == null) {
      return 0;
    }
    if (!stream.isClosed()) {
      enqueue(stream);
    }
    return 1;
  }

  private void step(WatchStream stream, WorkBudget budget) {
    budget.charge(1 + stream.outbox.drain(), 0);
    if (!stream.outbox.isOpen()) {
      return;
    }
    budget.charge(stream.sendProgress(revision, PROGRESS_STEP), 0);
    if (!stream.lagging.isEmpty() && stream.outbox.isOpen()) {
      catchUp.advance(stream.lagging.first, revision, budget);
    }
  }

  /**
   * Tells the time, in milliseconds of any clock that does not go back; progress messages that have
   * become due are sent by the following {@link #doWork} calls.
   */
  public void tick(long nowMillis) {
    for (WatchStream stream : streams) {
      stream.tick(nowMillis);
    }
  }

  /**
   * Says that the store's state was replaced by a newer one (a snapshot was installed): every
   * watcher goes on behind the last revision it was given, from the new history. The watchers are
   * looked at by the following {@link #doWork} calls.
   */
  public void restored() {
    long old = revision;
    revision = history.revision();
    recent.clear(revision);
    catchUp.forget();
    resync.begin(old, revision, streams);
  }

  /** How the hub stands. */
  public WatchStats stats() {
    long pending = 0;
    for (WatchStream stream : streams) {
      pending += stream.outbox.waitingEvents();
    }
    return new WatchStats(streams.size(), roster.watchers(), roster.lagging(), pending, eventsSent);
  }

  WatchConfig config() {
    return config;
  }

  long revision() {
    return revision;
  }

  Group join(byte[] key, byte[] end) {
    return roster.index.join(key, end);
  }

  void place(Watcher watcher, long startRevision) {
    roster.place(watcher, startRevision, revision);
    if (watcher.state == Watcher.LAGGING) {
      enqueue(watcher.stream);
    }
  }

  void unplace(Watcher watcher) {
    roster.remove(watcher);
  }

  void enqueue(WatchStream stream) {
    if (!stream.queued) {
      stream.queued = true;
      queue.add(stream);
    }
  }

  void closed(WatchStream stream) {
    streams.remove(stream);
    if (stream.queued) {
      queue.remove(stream);
    }
  }

  void countSent(int events) {
    eventsSent += events;
  }
}
