package dev.balsa.server.api;

import dev.balsa.watch.WatchMessage;

/** What kinds of messages gathered for a stream. */
final class WatchTally {

  private int events;
  private int eventMessages;
  private int progressMessages;
  private int controlMessages;

  void add(WatchMessage message) {
    int size = message.batch().size();
    if (size > 0) {
      addEvents(size);
    } else if (message.isProgress()) {
      progressMessages++;
    } else {
      controlMessages++;
    }
  }

  /** Counts a message with so many events. */
  void addEvents(int size) {
    events += size;
    eventMessages++;
  }

  void clear() {
    events = 0;
    eventMessages = 0;
    progressMessages = 0;
    controlMessages = 0;
  }

  /** How many events were in the messages. */
  int events() {
    return events;
  }

  /** How many messages had events. */
  int eventMessages() {
    return eventMessages;
  }

  /** How many only told how far the watcher is. */
  int progressMessages() {
    return progressMessages;
  }

  /** How many answered requests or ended watchers. */
  int controlMessages() {
    return controlMessages;
  }

  /** How many messages there were. */
  int messages() {
    return eventMessages + progressMessages + controlMessages;
  }
}
