package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Events that travel in one message, made once and shared by every watcher that gets the same ones.
 *
 * <p>Immutable; may be read from any thread.
 */
public final class EventBatch {

  /** No events: what control and progress messages carry. */
  public static final EventBatch EMPTY = new EventBatch(new Event[0], null);

  private final Event[] events;

  /** Null if nobody asked for previous values, else parallel to {@code events}. */
  private final KeyValue[] prevKvs;

  private final int wireBytes;
  private volatile byte[] wire;

  EventBatch(Event[] events, KeyValue[] prevKvs) {
    this.events = events;
    this.prevKvs = prevKvs;
    int bytes = 0;
    for (int i = 0; i < events.length; i++) {
      bytes += EventWire.fieldBytes(events[i], prevKv(i));
    }
    this.wireBytes = bytes;
  }

  /** The events in the order they happened. Not modifiable. */
  public List<Event> events() {
    return Collections.unmodifiableList(Arrays.asList(events));
  }

  /**
   * What each key held before its event, parallel to {@link #events}, null entries where there was
   * nothing or it has been compacted; null if previous values were not asked for. Not modifiable.
   */
  public List<KeyValue> prevKvs() {
    return prevKvs == null ? null : Collections.unmodifiableList(Arrays.asList(prevKvs));
  }

  /** Number of events. */
  public int size() {
    return events.length;
  }

  /** Whether there are no events. */
  public boolean isEmpty() {
    return events.length == 0;
  }

  /** Length of {@link #wire} in bytes, known without making it. */
  public int wireBytes() {
    return wireBytes;
  }

  /**
   * The events as the repeated field {@code events} of an {@code etcdserverpb.WatchResponse}: tags,
   * lengths and {@code mvccpb.Event} bytes, ready to be written behind the other fields. Made at
   * the first call and shared; never to be modified.
   */
  public byte[] wire() {
    byte[] made = wire;
    if (made == null) {
      made = new byte[wireBytes];
      int at = 0;
      for (int i = 0; i < events.length; i++) {
        at = EventWire.write(events[i], prevKv(i), made, at);
      }
      wire = made;
    }
    return made;
  }

  /** The events from {@code from} to {@code to}, exclusive, as a batch of their own. */
  EventBatch slice(int from, int to) {
    return new EventBatch(
        Arrays.copyOfRange(events, from, to),
        prevKvs == null ? null : Arrays.copyOfRange(prevKvs, from, to));
  }

  /** Bytes that event {@code i} takes in {@link #wire}. */
  int wireBytes(int i) {
    return EventWire.fieldBytes(events[i], prevKv(i));
  }

  private KeyValue prevKv(int i) {
    return prevKvs == null ? null : prevKvs[i];
  }

  @Override
  public String toString() {
    return "EventBatch[" + events.length + " events, " + wireBytes + " bytes]";
  }
}
