package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.balsa.mvcc.Event;
import java.util.stream.Collectors;

/** Messages and events as short texts, for tests that read like a play. */
final class Texts {

  private Texts() {}

  /** For example {@code put a=1 @2} or {@code delete a @3}. */
  static String of(Event event) {
    String key = new String(event.kv().key(), UTF_8);
    return event.type() == Event.Type.PUT
        ? "put " + key + "=" + new String(event.kv().value(), UTF_8) + " @" + event.revision()
        : "delete " + key + " @" + event.revision();
  }

  /** For example {@code created 0 @1}, {@code progress -1 @7}, {@code events 0 @2 [put a=1 @2]}. */
  static String of(WatchMessage message) {
    String whom = " " + message.watchId() + " @" + message.revision();
    if (message.canceled()) {
      String why = message.cancelReason().isEmpty() ? "" : " (" + message.cancelReason() + ")";
      String compact =
          message.compactRevision() == 0 ? "" : " compacted " + message.compactRevision();
      return (message.created() ? "refused" : "canceled") + whom + compact + why;
    } else if (message.created()) {
      return "created" + whom;
    } else if (message.isProgress()) {
      return "progress" + whom;
    }
    String events = message.events().stream().map(Texts::of).collect(Collectors.joining(", "));
    return (message.fragment() ? "fragment" : "events") + whom + " [" + events + "]";
  }
}
