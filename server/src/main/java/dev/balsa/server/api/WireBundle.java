package dev.balsa.server.api;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Several messages that go through gRPC as if they were one, which costs about as much as one.
 *
 * <pre>
 *   00 LEN | mark | 00 LEN | message 1 | 00 LEN | message 2 | 00 LEN | message 3
 *   by gRPC|---------------------------- the bundle ---------------------------|
 *   |----- cut off -----|
 * </pre>
 *
 * gRPC frames the whole; the transport's end of the connection ({@link BundleMark#ATTRIBUTE} says
 * that there is one) finds the mark, cuts it off together with the frame before it, and a reader
 * finds separate messages. For answers that are not compressed.
 *
 * <p>Holds the bytes of its messages from the moment they are added, and may be filled again once
 * it was sent. Not thread-safe.
 */
final class WireBundle implements WireMessage {

  /** A flag and a length. */
  static final int FRAME_HEAD_BYTES = 5;

  private static final int FIRST_BYTES = 1 << 10;

  private final WireOutput content = WireOutput.keeping(FIRST_BYTES);
  private int messages;

  /** An empty bundle. */
  WireBundle(BundleMark mark) {
    content.raw(mark.bytes());
  }

  /** Whether a bundle of this message alone has no more than so many bytes. */
  static boolean fitsAlone(WireMessage message, int maxBytes) {
    return BundleMark.BYTES + FRAME_HEAD_BYTES + message.size() <= maxBytes;
  }

  /** Whether with this message the bundle has no more than so many bytes. */
  boolean fits(WireMessage message, int maxBytes) {
    return size() + FRAME_HEAD_BYTES + message.size() <= maxBytes;
  }

  /** Takes one message more; the bundle must stay below 2 GiB. */
  void add(WireMessage message) {
    int size = (int) message.size();
    content.reserve(FRAME_HEAD_BYTES + size);
    content.frameHead(size);
    message.writeTo(content);
    messages++;
  }

  /**
   * Takes one message of events more, without an object that stands for it: the same bytes as those
   * of a {@link WatchAnswer}.
   *
   * @param headerField as {@link Header#field} makes it
   * @param events field by field
   * @return false if the bundle would have more than so many bytes; it is as it was then
   */
  boolean addEvents(byte[] headerField, long watchId, byte[] events, int maxBytes) {
    int size = WatchAnswer.eventsSize(headerField, watchId, events);
    if (size > maxBytes - content.kept() - FRAME_HEAD_BYTES) {
      return false;
    }
    content.reserve(FRAME_HEAD_BYTES + size);
    content.frameHead(size);
    WatchAnswer.writeEvents(headerField, watchId, events, content);
    messages++;
    return true;
  }

  /** How many messages it holds. */
  int messages() {
    return messages;
  }

  /** Length of all messages, without mark and frames. */
  int contentBytes() {
    return content.kept() - BundleMark.BYTES - FRAME_HEAD_BYTES * messages;
  }

  /** Forgets the messages, keeps the room for others. */
  void clear() {
    content.cutTo(BundleMark.BYTES);
    messages = 0;
  }

  @Override
  public long size() {
    return content.kept();
  }

  @Override
  public void writeTo(WireOutput out) {
    content.copyTo(out);
  }

  @Override
  public void drainTo(OutputStream sink) throws IOException {
    content.copyTo(sink);
  }
}
