package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import java.util.ArrayList;
import java.util.List;

/** A transport that keeps what it gets, takes a set number of messages, and allows no others. */
final class RecordingSink implements WatchSink {

  final List<WatchMessage> messages = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private boolean asked;
  private int unflushed;
  private int flushes;

  /** From now on takes this many messages. */
  void room(int messagesToTake) {
    room = messagesToTake;
  }

  @Override
  public boolean isReady() {
    asked = room > 0;
    return asked;
  }

  @Override
  public void send(WatchMessage message) {
    if (!asked) {
      throw new IllegalStateException("sent without asking: " + message);
    }
    asked = false;
    room--;
    unflushed++;
    messages.add(message);
  }

  @Override
  public void flush() {
    unflushed = 0;
    flushes++;
  }

  /** How many messages came since the last flush. */
  int unflushed() {
    return unflushed;
  }

  /** How often the sink was told to let messages go. */
  int flushes() {
    return flushes;
  }

  /** Messages for one watcher, {@code created} included. */
  List<WatchMessage> to(long watchId) {
    return messages.stream().filter(message -> message.watchId() == watchId).toList();
  }

  /** All events that one watcher got, as text, in the order it got them. */
  List<String> events(long watchId) {
    return to(watchId).stream()
        .flatMap(message -> message.events().stream())
        .map(Texts::of)
        .toList();
  }

  /** What one watcher got, message by message. */
  List<List<String>> batches(long watchId) {
    return to(watchId).stream()
        .filter(message -> !message.batch().isEmpty())
        .map(message -> message.events().stream().map(Texts::of).toList())
        .toList();
  }

  /** Every message as text: what it is, whom it concerns, the header's revision. */
  List<String> log() {
    return messages.stream().map(Texts::of).toList();
  }

  List<Event> allEvents() {
    return messages.stream().flatMap(message -> message.events().stream()).toList();
  }

  void clear() {
    messages.clear();
  }
}
