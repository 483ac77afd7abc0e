package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers events for one message up to a number of revisions and bytes, never splitting a change.
 */
final class BatchBuilder {

  private final List<Event> events = new ArrayList<>();
  private final List<KeyValue> prevKvs = new ArrayList<>();
  private int wants;
  private History history;
  private int revisionsLeft;
  private long bytesLeft;
  private Change current;

  /** Starts a batch; {@code history} gives previous values. */
  void start(int wants, History history, int maxRevisions, long maxBytes) {
    this.wants = wants;
    this.history = history;
    this.revisionsLeft = maxRevisions;
    this.bytesLeft = maxBytes;
    this.current = null;
    events.clear();
    prevKvs.clear();
  }

  /**
   * Adds event {@code i} of a change unless it is filtered out.
   *
   * @return false if the batch is full: the change, of which nothing was added yet, must wait
   */
  boolean add(Change change, int i) {
    Event event = change.events[i];
    if (!Wants.event(wants, event)) {
      return true;
    }
    if (change != current) {
      if (isFull()) {
        return false;
      }
      current = change;
      revisionsLeft--;
    }
    KeyValue prevKv = Wants.prevKv(wants) ? change.previous(i, history) : null;
    events.add(event);
    if (Wants.prevKv(wants)) {
      prevKvs.add(prevKv);
    }
    bytesLeft -= EventWire.fieldBytes(event, prevKv);
    return true;
  }

  /** Whether no further change would be taken. */
  boolean isFull() {
    return revisionsLeft <= 0 || bytesLeft <= 0;
  }

  /** The batch; the builder lets go of it. */
  EventBatch build() {
    EventBatch batch =
        events.isEmpty()
            ? EventBatch.EMPTY
            : new EventBatch(
                events.toArray(new Event[0]),
                Wants.prevKv(wants) ? prevKvs.toArray(new KeyValue[0]) : null);
    events.clear();
    prevKvs.clear();
    current = null;
    history = null;
    return batch;
  }
}
