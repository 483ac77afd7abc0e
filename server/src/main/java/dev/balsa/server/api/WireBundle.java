package dev.balsa.server.api;

import java.util.List;

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
 * finds separate messages. For answers that are not compressed. The list is read while the bundle
 * is sent, and not afterwards.
 */
final class WireBundle implements WireMessage {

  /** A flag and a length. */
  static final int FRAME_HEAD_BYTES = 5;

  private final byte[] mark;
  private final List<? extends WireMessage> messages;
  private final long contentBytes;

  WireBundle(BundleMark mark, List<? extends WireMessage> messages) {
    this.mark = mark.bytes();
    this.messages = messages;
    long bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      bytes += messages.get(i).size();
    }
    this.contentBytes = bytes;
  }

  /** Length of all messages, without mark and frames. */
  long contentBytes() {
    return contentBytes;
  }

  @Override
  public long size() {
    return mark.length + contentBytes + (long) FRAME_HEAD_BYTES * messages.size();
  }

  @Override
  public void writeTo(WireOutput out) {
    out.raw(mark);
    for (int i = 0; i < messages.size(); i++) {
      WireMessage next = messages.get(i);
      out.frameHead(next.size());
      next.writeTo(out);
    }
  }
}
