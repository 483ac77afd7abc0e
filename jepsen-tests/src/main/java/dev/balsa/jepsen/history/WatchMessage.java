package dev.balsa.jepsen.history;

import java.util.List;

/**
 * One message that a watcher got. Messages of one watch stand in the history in the order in which
 * they arrived.
 *
 * @param watch which watch
 * @param time when it arrived, nanoseconds on the clock of the history
 * @param revision of the response header
 * @param compactRevision of a cancellation because of compaction, else 0
 * @param reason of a cancellation or the end of the stream, else empty
 * @param fragment whether the server said that more of the same follows
 * @param events of {@link Kind#EVENTS}, else empty
 */
public record WatchMessage(
    int watch,
    long time,
    Kind kind,
    long revision,
    long compactRevision,
    String reason,
    boolean fragment,
    List<WatchEvent> events) {

  /** What a message says. */
  public enum Kind {
    /** The watch is there. */
    CREATED,
    /** Something happened. */
    EVENTS,
    /** Everything up to the revision has been sent. */
    PROGRESS,
    /** The server ended the watch. */
    CANCELED,
    /** The stream broke or the client left: nothing more comes. */
    ENDED
  }

  /** As it stands in a history file. */
  @Override
  public String toString() {
    return HistoryText.line(this);
  }
}
