package dev.balsa.watch;

import java.util.Arrays;
import java.util.Comparator;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The watchers that share one transport. Made by {@link WatchHub#open}; every method is called on
 * the thread that drives the hub. After {@link #close} every method does nothing.
 */
public final class WatchStream {

  private static final byte[] LEAST_KEY = {0};
  private static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";
  private static final String EMPTY_RANGE = "mvcc: watcher range is empty";
  private static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";
  private static final String TOO_MANY = "etcdserver: too many watchers on the stream";

  final Outbox outbox;

  /** Watchers that need history, the one served next at the front. */
  final WatcherList lagging = new WatcherList();

  /** The hub has it in its queue of streams with work. */
  boolean queued;

  /** The history has jumped, and not all watchers of the stream were looked at yet. */
  boolean resyncing;

  private final WatchHub hub;
  private final Long2ObjectHashMap<Watcher> watchers = new Long2ObjectHashMap<>();
  private final ProgressRound progress = new ProgressRound();
  private final long progressPeriodMillis;
  private long progressDueMillis = Long.MIN_VALUE;
  private boolean progressRequested;
  private int waitingWatchers;
  private long nextId;
  private boolean closed;

  WatchStream(WatchHub hub, Outbox outbox, long progressPeriodMillis) {
    this.hub = hub;
    this.outbox = outbox;
    this.progressPeriodMillis = progressPeriodMillis;
  }

  /**
   * Adds a watcher, or says in a message with {@code created} and {@code canceled} why not.
   *
   * @return false if {@link WatchConfig#maxQueuedReplies} answers wait already: nothing was done,
   *     the request may come again after {@link #onReady}
   */
  public boolean create(WatchRequest request) {
    if (closed) {
      return true;
    }
    if (isFull()) {
      return false;
    }
    String refusal = refusal(request);
    if (refusal == null) {
      Watcher watcher = add(request);
      outbox.send(WatchMessage.created(hub.revision(), watcher.id));
      hub.place(watcher, request.startRevision());
    } else {
      outbox.send(WatchMessage.refused(hub.revision(), refusal));
    }
    return true;
  }

  /**
   * Ends a watcher; nothing more is sent for it but the acknowledgement. Unknown ids are ignored.
   *
   * @return false as for {@link #create}
   */
  public boolean cancel(long watchId) {
    Watcher watcher = watchers.get(watchId);
    if (closed || watcher == null) {
      return true;
    }
    if (isFull()) {
      return false;
    }
    remove(watcher);
    outbox.send(WatchMessage.canceled(hub.revision(), watchId));
    return true;
  }

  /**
   * Asks for one progress message for the whole stream. It is sent as soon as every watcher of the
   * stream has been given everything up to the current revision and has reached its start revision;
   * requests that meet a waiting one are merged with it. A stream without watchers is not answered.
   */
  public void requestProgress() {
    if (!closed && !watchers.isEmpty()) {
      progressRequested = true;
      hub.enqueue(this);
    }
  }

  /** Says that the transport can take messages again. */
  public void onReady() {
    if (!closed) {
      hub.enqueue(this);
    }
  }

  /** Ends all watchers; nothing is sent afterwards. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    progressRequested = false;
    outbox.clear();
    for (Watcher watcher : byId()) {
      remove(watcher);
    }
    hub.closed(this);
  }

  boolean isClosed() {
    return closed;
  }

  /** How many watchers the stream holds. */
  public int watchers() {
    return watchers.size();
  }

  private boolean isFull() {
    return outbox.waiting() >= hub.config().maxQueuedReplies();
  }

  /** The checks in etcd's order; null if all are passed. */
  private String refusal(WatchRequest request) {
    int limit = hub.config().maxWatchersPerStream();
    if (request.startRevision() < 0) {
      return COMPACTED;
    } else if (request.denial() != null) {
      return request.denial();
    } else if (isEmpty(keyOf(request), endOf(request))) {
      return EMPTY_RANGE;
    } else if (request.watchId() != 0 && watchers.containsKey(request.watchId())) {
      return DUPLICATE_ID;
    } else if (limit > 0 && watchers.size() >= limit) {
      return TOO_MANY;
    }
    return null;
  }

  private static boolean isEmpty(byte[] key, byte[] end) {
    return end != null && end.length > 0 && Arrays.compareUnsigned(key, end) >= 0;
  }

  private static byte[] keyOf(WatchRequest request) {
    return request.key().length == 0 ? LEAST_KEY : request.key();
  }

  private static byte[] endOf(WatchRequest request) {
    byte[] end = request.rangeEnd();
    if (end == null || end.length == 0) {
      return null;
    }
    return end.length == 1 && end[0] == 0 ? WatcherIndex.UNBOUNDED : end;
  }

  private Watcher add(WatchRequest request) {
    long id = request.watchId();
    if (id == 0) {
      while (watchers.containsKey(nextId)) {
        nextId++;
      }
      id = nextId++;
    }
    Group group = hub.join(keyOf(request), endOf(request));
    Watcher watcher = new Watcher(this, group, id, request);
    watchers.put(id, watcher);
    if (request.progressNotify()) {
      progress.add(watcher);
    }
    return watcher;
  }

  /** Takes a watcher out of every place that knows it. */
  void remove(Watcher watcher) {
    watchers.remove(watcher.id);
    hub.unplace(watcher);
    watcher.state = Watcher.GONE;
    if (watcher.progress != Watcher.PROGRESS_UNWANTED) {
      progress.oneHasGone();
    }
    if (progressRequested) {
      hub.enqueue(this);
    }
  }

  /** Counts the watchers whose start revision lies ahead. */
  void countWaiting(int difference) {
    waitingWatchers += difference;
    if (progressRequested) {
      hub.enqueue(this);
    }
  }

  /** All watchers in the order of their ids. */
  Watcher[] byId() {
    Watcher[] all = watchers.values().toArray(new Watcher[0]);
    Arrays.sort(all, Comparator.comparingLong(watcher -> watcher.id));
    return all;
  }

  /** Begins a round of progress messages if its time has come. */
  void tick(long nowMillis) {
    if (progressDueMillis == Long.MIN_VALUE) {
      progressDueMillis = nowMillis + progressPeriodMillis;
    }
    if (nowMillis >= progressDueMillis) {
      progressDueMillis = nowMillis + progressPeriodMillis;
      if (!progress.isEmpty()) {
        progress.begin();
        hub.enqueue(this);
      }
    }
    if (hasWork() && outbox.isReady()) {
      hub.enqueue(this);
    }
  }

  /** Whether something is left to send, now or when the transport is ready again. */
  boolean hasWork() {
    return outbox.waiting() > 0
        || !lagging.isEmpty()
        || progress.isUnderWay()
        || canAnswerProgress();
  }

  /**
   * Tells up to {@code limit} idle watchers how far they are, then the stream if it asked.
   *
   * @return number of watchers looked at and messages sent
   */
  int sendProgress(long revision, int limit) {
    int done = 0;
    while (done < limit && progress.isUnderWay() && outbox.isOpen()) {
      Watcher watcher = progress.poll();
      if (watcher != null) {
        done++;
        tell(watcher, revision);
      }
    }
    if (watchers.isEmpty()) {
      progressRequested = false;
    } else if (canAnswerProgress() && outbox.isOpen()) {
      progressRequested = false;
      outbox.sendNow(WatchMessage.progress(revision, WatchMessage.NO_WATCHER));
      done++;
    }
    return done;
  }

  private void tell(Watcher watcher, long revision) {
    if (watcher.progress == Watcher.PROGRESS_KNOWN) {
      watcher.progress = Watcher.PROGRESS_DUE;
    } else if (watcher.state == Watcher.SYNCED && !resyncing) {
      outbox.sendNow(WatchMessage.progress(revision, watcher.id));
    }
  }

  private boolean canAnswerProgress() {
    return progressRequested && lagging.isEmpty() && waitingWatchers == 0 && !resyncing;
  }

  /** Sends events to a watcher; the outbox is open. */
  void sendEvents(Watcher watcher, long revision, EventBatch batch) {
    if (watcher.progress == Watcher.PROGRESS_DUE) {
      watcher.progress = Watcher.PROGRESS_KNOWN;
    }
    hub.countSent(batch.size());
    if (watcher.fragment && Fragments.isLarge(batch, hub.config().fragmentBytes())) {
      WatchMessage whole = WatchMessage.events(revision, watcher.id, false, batch);
      Fragments.send(whole, hub.config().fragmentBytes(), outbox);
    } else {
      outbox.sendEventsNow(revision, watcher.id, batch);
    }
  }
}
