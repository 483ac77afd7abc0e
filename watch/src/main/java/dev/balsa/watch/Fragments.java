package dev.balsa.watch;

/**
 * Splits a large message between events, for watchers that allow it: every part repeats header and
 * watch id, stays below the limit unless a single event exceeds it, and all but the last are
 * marked.
 */
final class Fragments {

  /** What header, watch id and marks of a response take at most. */
  private static final int HEAD_BYTES = 64;

  private Fragments() {}

  static boolean isLarge(EventBatch batch, int limitBytes) {
    return batch.size() > 1 && HEAD_BYTES + batch.wireBytes() >= limitBytes;
  }

  static void send(WatchMessage whole, int limitBytes, Outbox outbox) {
    EventBatch batch = whole.batch();
    int from = 0;
    long bytes = HEAD_BYTES;
    for (int i = 0; i < batch.size(); i++) {
      int more = batch.wireBytes(i);
      if (i > from && bytes + more >= limitBytes) {
        send(whole, batch.slice(from, i), true, outbox);
        from = i;
        bytes = HEAD_BYTES;
      }
      bytes += more;
    }
    send(whole, batch.slice(from, batch.size()), false, outbox);
  }

  private static void send(WatchMessage whole, EventBatch part, boolean fragment, Outbox outbox) {
    outbox.send(WatchMessage.events(whole.revision(), whole.watchId(), fragment, part));
  }
}
