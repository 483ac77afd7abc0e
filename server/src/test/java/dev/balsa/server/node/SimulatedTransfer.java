package dev.balsa.server.node;

import dev.balsa.raft.Message;
import java.io.IOException;

/** A copy of a store on its way from one member to another, part by part. */
final class SimulatedTransfer {

  private final PeerHost from;
  private final PeerHost to;
  private final Message message;
  private final OutgoingSnapshot copy;
  private final int partBytes;

  /** Null until the other side has made room. */
  private SnapshotReceiver receiver;

  private boolean over;
  private boolean arrived;

  SimulatedTransfer(
      PeerHost from, PeerHost to, Message message, OutgoingSnapshot copy, int partBytes) {
    this.from = from;
    this.to = to;
    this.message = message;
    this.copy = copy;
    this.partBytes = partBytes;
  }

  PeerHost from() {
    return from;
  }

  PeerHost to() {
    return to;
  }

  boolean hasArrived() {
    return arrived;
  }

  boolean isOver() {
    return over;
  }

  /** Carries the next part over. */
  void step() {
    try {
      if (receiver == null) {
        receiver = to.receiveSnapshot(message, copy.sizeBytes());
        return;
      }
      byte[] part = copy.next(partBytes);
      if (part != null) {
        receiver.write(part);
      } else {
        receiver.finish();
        arrived = true;
        over = true;
        copy.close();
        from.snapshotEnded(message.to(), true);
      }
    } catch (IOException e) {
      breakOff(true, true, e.getMessage());
    }
  }

  /** The connection breaks: each side that is still there learns of it. */
  void breakOff(boolean senderLives, boolean receiverLives, String why) {
    if (receiverLives && receiver != null) {
      receiver.abort(why);
    }
    over = true;
    copy.close();
    if (senderLives) {
      from.snapshotEnded(message.to(), false);
    }
  }
}
