package dev.balsa.server.node;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Links between members in one process that lose, delay and reorder what is sent, by a seed. */
final class SimulatedNetwork {

  private record Letter(long dueTurn, Message message) {}

  private record Path(long from, long to) implements Comparable<Path> {
    @Override
    public int compareTo(Path other) {
      int byFrom = Long.compare(from, other.from);
      return byFrom != 0 ? byFrom : Long.compare(to, other.to);
    }
  }

  private final SplittableRandom random;
  private final TreeMap<Long, PeerHost> hosts = new TreeMap<>();
  private final TreeSet<Path> cut = new TreeSet<>();
  private final List<Letter> underWay = new ArrayList<>();
  private final List<SimulatedTransfer> transfers = new ArrayList<>();
  private long turn;

  /** Copies of stores that have arrived in whole. */
  int copiesArrived;

  /** One of so many messages gets lost; 0: none. */
  int lossOneIn;

  /** Turns that a message may take at most. */
  int maxDelay = 30;

  SimulatedNetwork(SplittableRandom random) {
    this.random = random;
  }

  /** Cuts one direction between two members. */
  void cut(long from, long to) {
    cut.add(new Path(from, to));
  }

  /** Cuts a member off from everybody, both ways. */
  void isolate(long member, Iterable<Long> others) {
    for (long other : others) {
      cut(member, other);
      cut(other, member);
    }
  }

  /** From now on everything arrives. */
  void heal() {
    cut.clear();
    lossOneIn = 0;
  }

  /** A member's machine has stopped: nothing reaches it, and what it had sent is lost or not. */
  void leave(long member) {
    hosts.remove(member);
  }

  /** Lets a turn pass and delivers what is due. */
  void step() {
    turn++;
    transfers.removeIf(this::advance);
    for (int i = underWay.size() - 1; i >= 0; i--) {
      Letter letter = underWay.get(i);
      if (letter.dueTurn() <= turn) {
        underWay.remove(i);
        deliver(letter.message());
      }
    }
  }

  boolean isCopyUnderWay() {
    return !transfers.isEmpty();
  }

  /** Carries a part of a copy over, or breaks it off; true when it is over. */
  private boolean advance(SimulatedTransfer transfer) {
    if (random.nextInt(4) > 0) {
      return false;
    }
    long from = transfer.from().memberId();
    long to = transfer.to().memberId();
    boolean senderLives = hosts.get(from) == transfer.from();
    boolean receiverLives = hosts.get(to) == transfer.to();
    boolean broken =
        !senderLives
            || !receiverLives
            || cut.contains(new Path(from, to))
            || (lossOneIn > 0 && random.nextInt(5 * lossOneIn) == 0);
    if (broken) {
      transfer.breakOff(senderLives, receiverLives, "the connection broke");
    } else {
      transfer.step();
      copiesArrived += transfer.hasArrived() ? 1 : 0;
    }
    return transfer.isOver();
  }

  private void sendSnapshot(PeerHost from, Message message, OutgoingSnapshot copy) {
    PeerHost to = hosts.get(message.to());
    if (to == null) {
      copy.close();
      from.snapshotEnded(message.to(), false);
    } else {
      int partBytes = 64 << random.nextInt(8);
      transfers.add(new SimulatedTransfer(from, to, message, copy, partBytes));
    }
  }

  private void deliver(Message message) {
    PeerHost host = hosts.get(message.to());
    if (host == null || cut.contains(new Path(message.from(), message.to()))) {
      return;
    }
    if (host.cluster().removed().contains(message.from())) {
      PeerHost sender = hosts.get(message.from());
      if (sender != null) {
        sender.removed();
      }
      return;
    }
    host.receive(message);
  }

  private void send(PeerHost from, Message message) {
    if (cut.contains(new Path(message.from(), message.to()))
        || (lossOneIn > 0 && random.nextInt(lossOneIn) == 0)) {
      if (random.nextBoolean()) {
        from.unreachable(message.to());
      }
      if (message.type() == MessageType.PROPOSE && random.nextBoolean()) {
        from.undelivered(message);
      }
    } else {
      underWay.add(new Letter(turn + 1 + random.nextInt(maxDelay), message));
    }
  }

  /** The network as one member sees it. */
  PeerNetwork port() {
    return self -> {
      hosts.put(self.memberId(), self);
      return new Link(self);
    };
  }

  private final class Link implements PeerLink {
    private final PeerHost self;

    private Link(PeerHost self) {
      this.self = self;
    }

    @Override
    public void send(List<Message> messages) {
      messages.forEach(message -> SimulatedNetwork.this.send(self, message));
    }

    @Override
    public void sendSnapshot(Message message, OutgoingSnapshot copy) {
      SimulatedNetwork.this.sendSnapshot(self, message, copy);
    }

    @Override
    public void membersAre(Members members) {
      // everybody is a step away
    }

    @Override
    public void tick() {
      // connections do not break here
    }

    @Override
    public boolean isConnected(long memberId) {
      return reachable(memberId) != null;
    }

    @Override
    public long connectedTicks(long memberId) {
      return isConnected(memberId) ? Long.MAX_VALUE : 0;
    }

    @Override
    public void promote(long leaderId, long learnerId, Reply reply) {
      PeerHost leader = reachable(leaderId);
      if (leader == null) {
        reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
      } else {
        leader.promote(learnerId, reply);
      }
    }

    @Override
    public void keepAlive(long leaderId, long leaseId, LeaseReply reply) {
      PeerHost leader = reachable(leaderId);
      if (leader == null) {
        reply.failed(EtcdError.TIMEOUT);
      } else {
        leader.keepAlive(leaseId, reply);
      }
    }

    @Override
    public void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply) {
      PeerHost leader = reachable(leaderId);
      if (leader == null) {
        reply.failed(EtcdError.TIMEOUT);
      } else {
        leader.timeToLive(leaseId, withKeys, reply);
      }
    }

    @Override
    public void hashKv(long memberId, long revision, HashReply reply) {
      PeerHost member = reachable(memberId);
      if (member == null) {
        reply.failed(EtcdError.TIMEOUT);
      } else {
        member.hashKv(revision, reply);
      }
    }

    private PeerHost reachable(long id) {
      return cut.contains(new Path(self.memberId(), id)) ? null : hosts.get(id);
    }

    @Override
    public void close() {
      hosts.remove(self.memberId(), self);
    }
  }
}
