package dev.balsa.watch;

import java.util.ArrayDeque;

/**
 * The way out of one stream. What may be dropped and read again later (events) is only sent while
 * the transport is ready and nothing waits here; what may not (answers to requests, the rest of a
 * split message) waits here in order.
 */
final class Outbox {

  private final WatchSink sink;
  private final ArrayDeque<WatchMessage> waiting = new ArrayDeque<>();
  private int waitingEvents;

  Outbox(WatchSink sink) {
    this.sink = sink;
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
      sink.send(message);
    } else {
      waiting.add(message);
      waitingEvents += message.batch().size();
    }
  }

  /** Sends a message that the caller has seen to be possible: {@link #isOpen} has just said so. */
  void sendNow(WatchMessage message) {
    sink.send(message);
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
      sink.send(message);
      sent++;
    }
    return sent;
  }

  void clear() {
    waiting.clear();
    waitingEvents = 0;
  }
}
