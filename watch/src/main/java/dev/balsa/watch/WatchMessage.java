package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;
import java.util.List;

/**
 * One message to a stream: an answer to a request, events, or progress. Immutable; may be read from
 * any thread.
 *
 * @param revision the revision of the response header; 0 in a cancellation by compaction, as in
 *     etcd
 * @param watchId whom it concerns; {@link #NO_WATCHER} for a refused create and for progress of the
 *     whole stream
 * @param created whether it answers a create request
 * @param canceled whether the watcher is gone (with {@code created}: it never was)
 * @param compactRevision for a watcher that needed history which is gone: the oldest revision that
 *     is left; else 0
 * @param cancelReason why a create request was refused, else empty
 * @param fragment whether more messages with events of the same revisions follow
 * @param batch the events, empty in control and progress messages
 */
public record WatchMessage(
    long revision,
    long watchId,
    boolean created,
    boolean canceled,
    long compactRevision,
    String cancelReason,
    boolean fragment,
    EventBatch batch) {

  /** The id in messages that concern no watcher. */
  public static final long NO_WATCHER = -1;

  /** The events in the order they happened. */
  public List<Event> events() {
    return batch.events();
  }

  /** Previous values, parallel to {@link #events}; null if they were not asked for. */
  public List<KeyValue> prevKvs() {
    return batch.prevKvs();
  }

  /** Whether this only says that everything up to {@link #revision} has been delivered. */
  public boolean isProgress() {
    return batch.isEmpty() && !created && !canceled;
  }

  static WatchMessage created(long revision, long watchId) {
    return new WatchMessage(revision, watchId, true, false, 0, "", false, EventBatch.EMPTY);
  }

  static WatchMessage refused(long revision, String reason) {
    return new WatchMessage(revision, NO_WATCHER, true, true, 0, reason, false, EventBatch.EMPTY);
  }

  static WatchMessage canceled(long revision, long watchId) {
    return new WatchMessage(revision, watchId, false, true, 0, "", false, EventBatch.EMPTY);
  }

  static WatchMessage compacted(long watchId, long compactRevision) {
    return new WatchMessage(0, watchId, false, true, compactRevision, "", false, EventBatch.EMPTY);
  }

  static WatchMessage progress(long revision, long watchId) {
    return new WatchMessage(revision, watchId, false, false, 0, "", false, EventBatch.EMPTY);
  }

  static WatchMessage events(long revision, long watchId, boolean fragment, EventBatch batch) {
    return new WatchMessage(revision, watchId, false, false, 0, "", fragment, batch);
  }
}
