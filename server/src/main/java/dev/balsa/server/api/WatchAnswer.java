package dev.balsa.server.api;

import dev.balsa.watch.WatchMessage;
import java.nio.charset.StandardCharsets;

/**
 * A {@code WatchResponse}. The events' bytes are shared with every other watcher that gets them:
 *
 * <pre>
 *  0a LEN header | 10 watch_id | 18 created | 20 canceled | 28 compact_revision | 32 LEN cancel_reason | 38 fragment | events
 * </pre>
 */
final class WatchAnswer implements WireMessage {

  private static final int WATCH_ID = 2;
  private static final int CREATED = 3;
  private static final int CANCELED = 4;
  private static final int COMPACT_REVISION = 5;
  private static final int CANCEL_REASON = 6;
  private static final int FRAGMENT = 7;
  private static final byte[] NO_REASON = {};

  private final byte[] headerField;
  private final WatchMessage message;
  private final byte[] cancelReason;
  private final long size;

  /**
   * @param headerField as {@link Header#field} makes it
   */
  WatchAnswer(byte[] headerField, WatchMessage message) {
    this.headerField = headerField;
    this.message = message;
    this.cancelReason =
        message.cancelReason().isEmpty()
            ? NO_REASON
            : message.cancelReason().getBytes(StandardCharsets.UTF_8);
    this.size =
        (long) headerField.length
            + WireOutput.numberSize(message.watchId())
            + WireOutput.numberSize(message.created() ? 1 : 0)
            + WireOutput.numberSize(message.canceled() ? 1 : 0)
            + WireOutput.numberSize(message.compactRevision())
            + (cancelReason.length == 0 ? 0 : WireOutput.bytesSize(cancelReason.length))
            + WireOutput.numberSize(message.fragment() ? 1 : 0)
            + message.batch().wireBytes();
  }

  /** Length of a message that has events and nothing else; see {@link #writeEvents}. */
  static int eventsSize(byte[] headerField, long watchId, byte[] events) {
    return headerField.length + WireOutput.numberSize(watchId) + events.length;
  }

  /** Writes a message that has events and nothing else, as an answer made of it would. */
  static void writeEvents(byte[] headerField, long watchId, byte[] events, WireOutput out) {
    out.raw(headerField);
    out.number(WATCH_ID, watchId);
    out.raw(events);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(WireOutput out) {
    out.raw(headerField);
    out.number(WATCH_ID, message.watchId());
    out.flag(CREATED, message.created());
    out.flag(CANCELED, message.canceled());
    out.number(COMPACT_REVISION, message.compactRevision());
    if (cancelReason.length > 0) {
      out.bytes(CANCEL_REASON, cancelReason);
    }
    out.flag(FRAGMENT, message.fragment());
    out.raw(message.batch().wire());
  }
}
