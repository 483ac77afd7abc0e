package dev.balsa.client;

import dev.balsa.api.Event;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A watch that is running: where it is, and what waits to be told. Every change is told once, in
 * order, whatever happens to connections and servers, until {@link #close} or until the history it
 * needs next is compacted. Thread-safe.
 *
 * <pre>{@code
 * try (Watcher watcher = client.watches().listen(Watch.key("leader"), this::show)) {
 *   long first = watcher.started().await();         // the first revision that can be told
 *   watcher.ended().await();                        // throws CompactedException if it cannot go on
 * }
 * }</pre>
 *
 * <p>What waits is bounded. When it is too much, the watch is ended at the server and begun again
 * where it was when half of it has been told: memory stays small, other watches of the same stream
 * do not wait, and nothing is lost.
 */
public final class Watcher implements AutoCloseable {

  static final int EVENTS_WAITING_MAX = 4_096;
  static final long BYTES_WAITING_MAX = 8 << 20;

  /** What an event weighs beside its keys and values. */
  private static final int EVENT_BYTES = 32;

  private final WatchStreams streams;
  private final Keys keys;
  private final Watch watch;
  private final WatchListener listener;
  private final Reply<Long> started = new Reply<>();
  private final Reply<Void> ended = new Reply<>();

  // Guarded by the monitor of streams.
  private WatchStream stream;
  private long id;
  private boolean over;
  private boolean disconnected;
  private long nextRevision;
  private final List<Event> held = new ArrayList<>();

  /**
   * Set under both monitors, before what is too much can be told; cleared under that of streams.
   */
  private volatile boolean paused;

  // Guarded by the monitor of signals.
  private final Deque<Signal> signals = new ArrayDeque<>();
  private int eventsWaiting;
  private long bytesWaiting;
  private long demand;
  private boolean telling;
  private boolean silenced;

  /** Something to tell, and how much it weighs. */
  private record Signal(Runnable telling, int events, long bytes) {}

  /**
   * @param demand how many batches may be told before {@link #request} is called
   */
  Watcher(WatchStreams streams, Keys keys, Watch watch, WatchListener listener, long demand) {
    this.streams = streams;
    this.keys = keys;
    this.watch = watch;
    this.listener = listener;
    this.demand = demand;
    nextRevision = watch.request().getStartRevision();
  }

  /** Completes when a server has begun to watch, with the first revision that can be told. */
  public Reply<Long> started() {
    return started;
  }

  /**
   * Completes when the watch is over: normally if it was closed, else with the reason, which {@link
   * WatchListener#onEnd} is told too.
   */
  public Reply<Void> ended() {
    return ended;
  }

  /** From which revision on it would go on if the connection were lost now; 0 before it started. */
  public long nextRevision() {
    synchronized (streams) {
      return nextRevision;
    }
  }

  /** Ends the watch. What is being told at this moment may still be told to its end. */
  @Override
  public void close() {
    synchronized (streams) {
      if (over) {
        return;
      }
      over = true;
      leaveStream();
      streams.forget(this);
    }
    synchronized (signals) {
      silenced = true;
      signals.clear();
    }
    started.completeExceptionally(new ClientClosedException("the watch was closed", null));
    ended.complete(null);
  }

  /** Lets more batches be told. */
  void request(long batches) {
    synchronized (signals) {
      demand = demand + batches < 0 ? Long.MAX_VALUE : demand + batches;
    }
    tellOn();
  }

  // --- Called by the streams, who hold their monitor. ---

  WatchCreateRequest createRequest(long chosenId) {
    // Progress is always asked for: it moves the place from which to go on, so that a quiet watch
    // is not cut off by a compaction of changes that it has no interest in.
    return keys.stored(watch.request()).toBuilder()
        .setStartRevision(nextRevision)
        .setProgressNotify(true)
        .setFragment(true)
        .setWatchId(chosenId)
        .build();
  }

  void placedOn(WatchStream newStream, long newId) {
    stream = newStream;
    id = newId;
    held.clear();
  }

  boolean isOver() {
    return over;
  }

  void created(long storeRevision) {
    if (nextRevision == 0) {
      nextRevision = storeRevision + 1;
    }
    long next = nextRevision;
    if (disconnected) {
      disconnected = false;
      tell(() -> listener.onResumed(next), 0, 0);
    }
    streams.calls().execute(() -> started.complete(next));
  }

  void lost(BalsaException cause) {
    stream = null;
    held.clear();
    if (!disconnected && started.isDone()) {
      disconnected = true;
      tell(() -> listener.onDisconnected(cause), 0, 0);
    }
  }

  void end(RuntimeException reason) {
    if (over) {
      return;
    }
    over = true;
    stream = null;
    streams.forget(this);
    tell(
        () -> {
          started.completeExceptionally(reason);
          ended.completeExceptionally(reason);
          listener.onEnd(reason);
        },
        0,
        0);
  }

  void progress(long revision) {
    if (revision < nextRevision) {
      return;
    }
    nextRevision = revision + 1;
    if (watch.wantsProgress()) {
      tell(() -> listener.onProgress(revision), 0, 0);
    }
  }

  /** Takes what is new; of a response in pieces, what cannot be added to by the next piece. */
  void events(WatchResponse response) {
    if (held.isEmpty() && !response.getFragment()) {
      tell(response.getEventsList());
      return;
    }
    held.addAll(response.getEventsList());
    int complete = held.size();
    if (response.getFragment()) {
      long last = held.get(complete - 1).getKv().getModRevision();
      while (complete > 0 && held.get(complete - 1).getKv().getModRevision() == last) {
        complete--;
      }
    }
    if (complete > 0) {
      List<Event> whole = List.copyOf(held.subList(0, complete));
      held.subList(0, complete).clear();
      tell(whole);
    }
  }

  /** Tells those that were not told before. */
  private void tell(List<Event> whole) {
    long bytes = 0;
    WatchEvent[] events = new WatchEvent[whole.size()];
    int count = 0;
    for (int i = 0; i < events.length; i++) {
      Event each = whole.get(i);
      if (each.getKv().getModRevision() >= nextRevision) {
        events[count++] = seen(each);
        bytes += weight(each);
      }
    }
    if (count > 0) {
      long revision = events[count - 1].kv().modRevision();
      nextRevision = revision + 1;
      WatchEvent[] fresh = count == events.length ? events : Arrays.copyOf(events, count);
      WatchBatch batch = new WatchBatch(revision, List.of(fresh));
      tell(() -> listener.onBatch(batch), count, bytes);
    }
  }

  private static long weight(Event event) {
    return EVENT_BYTES
        + weight(event.getKv())
        + (event.hasPrevKv() ? weight(event.getPrevKv()) : 0);
  }

  private static long weight(dev.balsa.api.KeyValue kv) {
    return kv.getKey().size() + (long) kv.getValue().size();
  }

  private WatchEvent seen(Event event) {
    return new WatchEvent(
        event.getType() == Event.EventType.DELETE ? WatchEvent.Type.DELETE : WatchEvent.Type.PUT,
        keys.seen(event.getKv()),
        event.hasPrevKv() ? Optional.of(keys.seen(event.getPrevKv())) : Optional.empty());
  }

  private void leaveStream() {
    if (stream != null) {
      stream.cancel(id);
      stream = null;
    }
  }

  // --- Telling. ---

  private void tell(Runnable telling, int events, long bytes) {
    boolean tooMuch;
    synchronized (signals) {
      if (silenced) {
        return;
      }
      signals.add(new Signal(telling, events, bytes));
      eventsWaiting += events;
      bytesWaiting += bytes;
      tooMuch =
          !paused
              && !over
              && (eventsWaiting > EVENTS_WAITING_MAX || bytesWaiting > BYTES_WAITING_MAX);
      if (tooMuch) {
        paused = true;
      }
    }
    if (tooMuch) {
      held.clear();
      leaveStream();
    }
    tellOn();
  }

  private void tellOn() {
    synchronized (signals) {
      if (telling || !canTell()) {
        return;
      }
      telling = true;
    }
    streams.calls().execute(this::tellAll);
  }

  private boolean canTell() {
    Signal next = signals.peek();
    return next != null && (next.events() == 0 || demand > 0);
  }

  private void tellAll() {
    for (Signal next = take(); next != null; next = take()) {
      try {
        next.telling().run();
      } catch (RuntimeException | Error thrown) {
        endBecauseOf(thrown);
      }
      goOnIfPaused();
    }
  }

  private Signal take() {
    synchronized (signals) {
      if (!canTell()) {
        telling = false;
        return null;
      }
      Signal next = signals.remove();
      eventsWaiting -= next.events();
      bytesWaiting -= next.bytes();
      if (next.events() > 0 && demand != Long.MAX_VALUE) {
        demand--;
      }
      return next;
    }
  }

  private void endBecauseOf(Throwable thrown) {
    System.getLogger(Watcher.class.getName())
        .log(System.Logger.Level.ERROR, "a listener failed and its watch is over", thrown);
    ended.completeExceptionally(thrown);
    close();
  }

  private void goOnIfPaused() {
    if (!paused) {
      return;
    }
    synchronized (signals) {
      if (eventsWaiting > EVENTS_WAITING_MAX / 2 || bytesWaiting > BYTES_WAITING_MAX / 2) {
        return;
      }
    }
    synchronized (streams) {
      if (paused && !over) {
        paused = false;
        streams.place(this);
      }
    }
  }
}
