package dev.balsa.watch;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The way out of one stream. What may be dropped and read again later (events) is only sent while
 * the transport is ready and nothing waits here; what may not (answers to requests, the rest of a
 * split message) waits here in order.
 */
final class Outbox {

  private final WatchSink sink;

  /** Every outbox that has sent something since it was last flushed. */
  private final List<Outbox> unflushed;

  private boolean isUnflushed;
  private final ArrayDeque<WatchMessage> waiting = new ArrayDeque<>();
  private int waitingEvents;

  Outbox(WatchSink sink, List<Outbox> unflushed) {
    this.sink = sink;
    this.unflushed = unflushed;
  }

  /** Whether a message would go straight to the transport. */
  boolean isOpen() {
    return waiting.isEmpty() && sink.isReady();
  }

  boolean isReady() {
    return sink.isReady();
  }

  int waiting() {
    return waiting.size();
  }

  int waitingEvents() {
    return waitingEvents;
  }

  /** Sends now if possible, else keeps the message until {@link #drain}. */
  void send(WatchMessage message) {
    if (isOpen()) {
      sendNow(message);
    } else {
      waiting.add(message);
      waitingEvents += message.batch().size();
    }
  }

  /** Sends a message that the caller has seen to be possible: {@link #isOpen} has just said so. */
  void sendNow(WatchMessage message) {
    toBeFlushed();
    sink.send(message);
  }

  /** Sends a whole message of events, as {@link #sendNow} does. */
  void sendEventsNow(long revision, long watchId, EventBatch batch) {
    toBeFlushed();
    sink.sendEvents(revision, watchId, batch);
  }

  private void toBeFlushed() {
    if (!isUnflushed) {
      isUnflushed = true;
      unflushed.add(this);
    }
  }

  /** Lets go what the transport has gathered. */
  void flush() {
    isUnflushed = false;
    sink.flush();
  }

  /**
   * Sends what waits as far as the transport takes it.
   *
   * @return number of messages sent
   */
  int drain() {
    int sent = 0;
    while (!waiting.isEmpty() && sink.isReady()) {
      WatchMessage message = waiting.remove();
      waitingEvents -= message.batch().size();
      sendNow(message);
      sent++;
    }
    return sent;
  }

  void clear() {
    waiting.clear();
    waitingEvents = 0;
  }
}
