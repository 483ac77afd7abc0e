package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;

/**
 * All events of one main revision, with what watchers of them share: previous values read once, and
 * whole batches made once.
 */
final class Change {

  /** What an event's objects take on the heap beside its bytes, about. */
  private static final int EVENT_OVERHEAD_BYTES = 160;

  private static final Object NOTHING = new Object();

  final long revision;
  final Event[] events;

  /**
   * Estimate of the heap held: bytes as stored, as an event, and about as many of what was before.
   */
  final long heapBytes;

  /** Per event: null = not read, NOTHING = there is none, else the previous KeyValue. */
  private Object[] previous;

  /** Batches of the whole change by {@link Wants} options, each made when first asked for. */
  private EventBatch[] whole;

  /** Whether the shared batches were made after what was before this change had been compacted. */
  private boolean wholeIsCompacted;

  Change(long revision, Event[] events) {
    this.revision = revision;
    this.events = events;
    long bytes = 0;
    for (Event event : events) {
      bytes += 3L * event.kv().wire().length + EVENT_OVERHEAD_BYTES;
    }
    this.heapBytes = bytes;
  }

  /** What the key of event {@code i} held before; null if nothing or compacted. */
  KeyValue previous(int i, History history) {
    if (isBeforeCompacted(history)) {
      return null; // read before the compaction or not: who asks after it is told nothing
    }
    if (previous == null) {
      previous = new Object[events.length];
    }
    if (previous[i] == null) {
      KeyValue read = events[i].isCreate() ? null : history.previous(events[i]);
      previous[i] = read == null ? NOTHING : read;
    }
    return previous[i] == NOTHING ? null : (KeyValue) previous[i];
  }

  /**
   * All events that a watcher with these options wants, as one batch shared by all such watchers.
   */
  EventBatch whole(int wants, History history) {
    if (!wholeIsCompacted && isBeforeCompacted(history)) {
      wholeIsCompacted = true;
      whole = null; // previous values may be in them
    }
    if (whole == null) {
      whole = new EventBatch[Wants.KINDS];
    }
    if (whole[wants] == null) {
      BatchBuilder builder = new BatchBuilder();
      builder.start(wants, history, 1, Long.MAX_VALUE);
      for (int i = 0; i < events.length; i++) {
        builder.add(this, i);
      }
      whole[wants] = builder.build();
    }
    return whole[wants];
  }

  private boolean isBeforeCompacted(History history) {
    return revision - 1 < history.compactRevision();
  }

  /** Lets go of the shared batches when the moment in which many watchers want them has passed. */
  void dropBatches() {
    whole = null;
  }
}
