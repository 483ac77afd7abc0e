package dev.balsa.server.node;

import dev.balsa.mvcc.Store;
import dev.balsa.raft.Entry;
import dev.balsa.raft.Members;
import dev.balsa.raft.Restored;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Environment;
import java.util.function.Consumer;

/**
 * Lets go of old log: flush the store, mark the log, forget what lies before the mark.
 *
 * <pre>
 *  apply agent   every snapshot-count entries,
 *                or so many bytes of them       -> CheckpointDue(index, term)
 *  node agent    adds the members of that index -> flush in the background
 *  background    store durable up to the index  -> StoreFlushed(mark)
 *  node agent    the next log batch carries the mark; raft forgets all but the catch-up entries
 *  log agent     mark on disk, older segments released
 * </pre>
 *
 * <p>The order is what makes it safe: the log is released only up to what the store has on disk.
 *
 * <p>Why bytes count too: what follows the last mark stays in memory, and is replayed by the next
 * start. Ten thousand entries may be a megabyte, or ten gigabytes.
 */
final class CheckpointFlow {

  /**
   * What a start finds: the store may have applied more of the log than the last checkpoint covers.
   *
   * @param markIndex where the last checkpoint was
   * @param bytesSince of the entries behind it that the store has applied
   */
  record Replayed(long markIndex, long bytesSince) {

    static Replayed of(Restored restored) {
      long bytes = 0;
      for (Entry entry : restored.entries()) {
        bytes += entry.index() <= restored.appliedIndex() ? entry.sizeBytes() : 0;
      }
      return new Replayed(restored.snapshot().index(), bytes);
    }
  }

  private final Store store;
  private final StoreHome home;
  private final Environment environment;
  private final Inbox inbox;
  private final long everyEntries;
  private final long everyBytes;
  private final Consumer<Throwable> onFailure;

  /** Index of the last checkpoint that was asked for. Apply thread. */
  private long lastIndex;

  /** Bytes of the entries that were applied since then. Apply thread. */
  private long bytesSince;

  /** Whether the last one that was asked for found no room, so that one is due all the same. */
  private volatile boolean refused;

  /**
   * The index of the one that is under way, 0 if none is; the next waits for its end. Set by the
   * apply agent while it is 0, put back by the node agent. The flush of one that was overtaken may
   * still be under way beside the next: its end is not that of the next.
   */
  private volatile long underWayIndex;

  CheckpointFlow(
      Store store,
      StoreHome home,
      Environment environment,
      Inbox inbox,
      long everyEntries,
      long everyBytes,
      Replayed replayed,
      Consumer<Throwable> onFailure) {
    this.store = store;
    this.home = home;
    this.environment = environment;
    this.inbox = inbox;
    this.everyEntries = everyEntries;
    this.everyBytes = everyBytes;
    this.lastIndex = replayed.markIndex();
    this.bytesSince = replayed.bytesSince();
    this.onFailure = onFailure;
  }

  /**
   * Called by the apply agent after each batch.
   *
   * @param bytes of the entries of the batch
   */
  void applied(long index, long term, long bytes) {
    bytesSince += bytes;
    if (underWayIndex == 0
        && (refused || index - lastIndex >= everyEntries || bytesSince >= everyBytes)) {
      refused = false;
      underWayIndex = index;
      lastIndex = index;
      bytesSince = 0;
      inbox.tell(new NodeEvent.CheckpointDue(index, term));
    }
  }

  /** Called by the node agent, which knows the members as of that index. */
  void start(NodeEvent.CheckpointDue due, Members members) {
    SnapshotMark mark = new SnapshotMark(due.index(), due.term(), members);
    boolean taken = environment.maintain(Chore.FLUSHING, () -> flush(mark));
    if (!taken) {
      refused = true; // before the other: whoever sees that none runs must see why
      finished(due.index());
    }
  }

  private void flush(SnapshotMark mark) {
    try {
      store.flush();
      inbox.tell(new NodeEvent.StoreFlushed(mark));
    } catch (RuntimeException e) {
      onFailure.accept(e); // a store that cannot write must not go on
      return;
    }
    // The next flush must not wait for it. If too many wait already, one of those does it.
    var unused = environment.maintain(Chore.SAVING, this::save);
  }

  private void save() {
    try {
      home.flushed();
    } catch (RuntimeException e) {
      onFailure.accept(e); // here too
    }
  }

  /** Called by the apply agent when a copy of another member's store stands for the log. */
  void installed(long index) {
    lastIndex = index;
    bytesSince = 0;
  }

  /** Called by the node agent when the mark at an index is in the log, or not needed any more. */
  void finished(long index) {
    if (underWayIndex == index) {
      underWayIndex = 0;
    }
  }

  /** Called by the node agent when a copy up to an index has the log's mark instead. */
  void overtaken(long index) {
    if (underWayIndex <= index) {
      underWayIndex = 0;
    }
  }
}
