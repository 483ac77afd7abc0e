package dev.balsa.jepsen.history;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes down what one watch was told, in order of arrival: one thread at a time.
 *
 * <p>A progress notice for a whole stream (watch id -1 on the wire) is written to each watch of the
 * stream.
 */
public final class WatchLog {

  private final Recorder recorder;
  private final WatchStart start;
  private final Queue<WatchMessage> messages = new ConcurrentLinkedQueue<>();

  WatchLog(Recorder recorder, WatchStart wanted, int number, long asked) {
    this.recorder = recorder;
    this.start =
        new WatchStart(
            number,
            wanted.client(),
            wanted.member(),
            asked,
            wanted.key(),
            wanted.end(),
            wanted.startRevision(),
            wanted.prevKv(),
            wanted.noPut(),
            wanted.noDelete(),
            wanted.fragment(),
            wanted.resumes());
  }

  /** Number of the watch in the history: what a watch that resumes this one names. */
  public int number() {
    return start.watch();
  }

  /** The server says that the watch is there. */
  public void created(long revision) {
    add(WatchMessage.Kind.CREATED, revision, 0, "", false, List.of());
  }

  /** Events came, in one message. */
  public void events(long revision, boolean fragment, List<WatchEvent> events) {
    add(WatchMessage.Kind.EVENTS, revision, 0, "", fragment, events);
  }

  /** A progress notice came. */
  public void progress(long revision) {
    add(WatchMessage.Kind.PROGRESS, revision, 0, "", false, List.of());
  }

  /** The server ended the watch. */
  public void canceled(long revision, long compactRevision, String reason) {
    add(WatchMessage.Kind.CANCELED, revision, compactRevision, reason, false, List.of());
  }

  /** The stream broke, or the client left. */
  public void ended(String reason) {
    add(WatchMessage.Kind.ENDED, 0, 0, reason, false, List.of());
  }

  private void add(
      WatchMessage.Kind kind,
      long revision,
      long compactRevision,
      String reason,
      boolean fragment,
      List<WatchEvent> events) {
    recorder.count();
    messages.add(
        new WatchMessage(
            start.watch(),
            recorder.stamp(),
            kind,
            revision,
            compactRevision,
            reason,
            fragment,
            List.copyOf(events)));
  }

  WatchStart start() {
    return start;
  }

  List<WatchMessage> messages() {
    return List.copyOf(messages);
  }
}
