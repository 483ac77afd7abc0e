package dev.balsa.jepsen.sim;

import dev.balsa.raft.Message;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.SnapshotReceiver;
import java.io.IOException;

/**
 * A copy of a store on its way from one machine to another, part by part, each as long on its way
 * as a message; it breaks when the wire is cut or either process ends.
 */
final class SimTransfer {

  private static final int PART_BYTES = 4 << 10;

  private final SimNetwork network;
  private final Machine sender;
  private final PeerHost self;
  private final Message message;
  private final OutgoingSnapshot copy;
  private final int to;

  private int receiverLife;
  private SnapshotReceiver receiver;

  SimTransfer(
      SimNetwork network, Machine sender, PeerHost self, Message message, OutgoingSnapshot copy) {
    this.network = network;
    this.sender = sender;
    this.self = self;
    this.message = message;
    this.copy = copy;
    this.to = sender.world().placeOf(message.to());
  }

  void start() {
    PeerHost host = network.reachable(sender.place(), to);
    if (host == null) {
      end(false);
      return;
    }
    Machine target = sender.world().machine(to);
    receiverLife = target.life();
    there(
        () -> {
          receiver = host.receiveSnapshot(message, copy.sizeBytes());
          return copy.next(PART_BYTES);
        });
  }

  /** Something that happens at the receiver; gives the next part, or null at the end. */
  private interface Step {
    byte[] take() throws IOException;
  }

  /** Does something at the receiver, some time from now, and goes on with the next part. */
  private void there(Step step) {
    Machine target = sender.world().machine(to);
    int senderLife = sender.life();
    long nanos = network.questionNanos(sender.place(), to);
    sender
        .world()
        .schedule()
        .after(
            nanos,
            () -> {
              boolean connected = network.reachable(sender.place(), to) != null;
              boolean senderLives = sender.life() == senderLife;
              if (!connected || !senderLives || target.life() != receiverLife) {
                broken(target, senderLives);
              } else {
                target.after(0, Kind.TASK, () -> take(step));
              }
            });
  }

  private void take(Step step) {
    try {
      byte[] part = step.take();
      if (part != null) {
        there(
            () -> {
              receiver.write(part);
              return copy.next(PART_BYTES);
            });
      } else {
        receiver.finish();
        back(true);
      }
    } catch (IOException e) {
      if (receiver != null) {
        receiver.abort(e.getMessage());
      }
      back(false);
    }
  }

  private void broken(Machine target, boolean senderLives) {
    if (receiver != null && target.life() == receiverLife) {
      target.after(0, Kind.TASK, () -> receiver.abort("the connection broke"));
    }
    if (senderLives) {
      back(false);
    }
  }

  private void back(boolean ok) {
    sender.after(network.questionNanos(to, sender.place()), Kind.TASK, () -> end(ok));
  }

  private void end(boolean ok) {
    copy.close();
    self.snapshotEnded(message.to(), ok);
  }
}
