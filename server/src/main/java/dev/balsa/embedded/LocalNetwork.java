package dev.balsa.embedded;

import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.PeerNetwork;
import dev.balsa.server.node.SnapshotReceiver;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The network between the members of one JVM: a message is a method call, and a way can be cut.
 * Thread-safe.
 */
final class LocalNetwork {

  private static final Log LOG = Log.of(LocalNetwork.class);
  private static final int COPY_PART_BYTES = 256 << 10;

  /** The term in which a cluster is born. */
  private static final long FIRST_TERM = 1;

  private record Way(long from, long to) {}

  private final int size;
  private final ConcurrentSkipListMap<Long, PeerHost> hosts = new ConcurrentSkipListMap<>();

  /** Members that take what arrives: they have been heard of since they joined. */
  private final Set<PeerHost> awake = ConcurrentHashMap.newKeySet();

  private final Set<Way> cuts = ConcurrentHashMap.newKeySet();

  /** Whether the first leader has been heard, or was there before. */
  private volatile boolean led;

  /**
   * @param size how many members there are
   * @param newborn whether they start for the first time: then nobody waits for an election timeout
   */
  LocalNetwork(int size, boolean newborn) {
    this.size = size;
    this.led = !newborn;
  }

  /** Cuts one direction. */
  void cut(long from, long to) {
    cuts.add(new Way(from, to));
  }

  /** Mends one direction. */
  void mend(long from, long to) {
    cuts.remove(new Way(from, to));
  }

  /** Mends everything. */
  void mendAll() {
    cuts.clear();
  }

  /** The network as one member sees it. */
  PeerNetwork port(Environment environment) {
    return self -> {
      hosts.put(self.memberId(), self);
      return new LocalLink(this, self, environment);
    };
  }

  /** A member is gone: nothing reaches it any more, and nothing that it says arrives. */
  void leave(PeerHost self) {
    boolean left = hosts.remove(self.memberId(), self);
    awake.remove(self);
    if (left) {
      hosts.values().forEach(other -> other.gone(self.memberId()));
    }
  }

  /** A member lives: it has a turn of its own. */
  void alive(PeerHost self) {
    if (hosts.get(self.memberId()) == self) {
      awake.add(self);
    }
    if (!led && awake.size() == size && hosts.firstKey() == self.memberId()) {
      // Somebody has to be the first to stand for election; at birth all are alike.
      self.receive(standNow(hosts.lastKey(), self.memberId()));
    }
  }

  private static Message standNow(long from, long to) {
    return new Message(
        MessageType.TIMEOUT_NOW, from, to, FIRST_TERM, 0, 0, List.of(), 0, false, 0, 0, null);
  }

  /** The member of this id, if the way there and back is open; null otherwise. */
  PeerHost reachable(PeerHost self, long id) {
    boolean open = isOpen(self.memberId(), id) && isOpen(id, self.memberId());
    return open && hosts.get(self.memberId()) == self ? awakeHost(id) : null;
  }

  private boolean isOpen(long from, long to) {
    return cuts.isEmpty() || !cuts.contains(new Way(from, to));
  }

  private PeerHost awakeHost(long id) {
    PeerHost host = hosts.get(id);
    return host != null && awake.contains(host) ? host : null;
  }

  /** Carries a message over, or tells its sender that it did not. */
  void send(PeerHost from, Message message) {
    boolean gone = hosts.get(from.memberId()) != from;
    PeerHost to = gone || !isOpen(from.memberId(), message.to()) ? null : awakeHost(message.to());
    if (to != null && to.cluster().removed().contains(from.memberId())) {
      from.removed();
      return;
    }
    if (message.type() == MessageType.HEARTBEAT || message.type() == MessageType.APPEND) {
      led = true;
    }
    if (to != null && to.receive(message)) {
      return;
    }
    from.unreachable(message.to());
    if (message.type() == MessageType.PROPOSE) {
      from.undelivered(message);
    }
  }

  /** Carries a copy of a store over; blocks for as long as that takes. */
  void carry(PeerHost from, Message message, OutgoingSnapshot copy) {
    boolean arrived = false;
    SnapshotReceiver receiver = null;
    try (copy) {
      PeerHost to = reachable(from, message.to());
      if (to != null) {
        receiver = to.receiveSnapshot(message, copy.sizeBytes());
        for (byte[] part = copy.next(COPY_PART_BYTES);
            part != null && reachable(from, message.to()) == to;
            part = copy.next(COPY_PART_BYTES)) {
          receiver.write(part);
        }
        if (reachable(from, message.to()) == to) {
          receiver.finish();
          arrived = true;
        }
      }
    } catch (IOException refused) {
      LOG.warn("a copy of the store did not arrive", refused, "to", Long.toHexString(message.to()));
    }
    if (!arrived && receiver != null) {
      receiver.abort("the way to the sender broke");
    }
    from.snapshotEnded(message.to(), arrived);
  }
}
