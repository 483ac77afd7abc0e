package dev.balsa.jepsen.sim;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.HashReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.PeerLink;
import dev.balsa.server.node.Reply;
import java.util.List;
import java.util.function.BiConsumer;

/** The way out of one member. */
final class SimLink implements PeerLink {

  /** A question that is not answered by then is given up. */
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final SimNetwork network;
  private final Machine machine;
  private final PeerHost self;

  SimLink(SimNetwork network, Machine machine, PeerHost self) {
    this.network = network;
    this.machine = machine;
    this.self = self;
  }

  @Override
  public void send(List<Message> messages) {
    for (Message message : messages) {
      network.send(machine, self, message);
    }
  }

  @Override
  public void sendSnapshot(Message message, OutgoingSnapshot copy) {
    new SimTransfer(network, machine, self, message, copy).start();
  }

  @Override
  public void membersAre(Members members) {
    // everybody who ever was a member has a wire
  }

  @Override
  public void tick() {
    // wires do not have to be looked after
  }

  @Override
  public boolean isConnected(long memberId) {
    int to = machine.world().placeOf(memberId);
    return network.reachable(machine.place(), to) != null;
  }

  @Override
  public long connectedTicks(long memberId) {
    return isConnected(memberId) ? Long.MAX_VALUE : 0;
  }

  @Override
  public void promote(long leaderId, long learnerId, Reply reply) {
    int to = machine.world().placeOf(leaderId);
    PeerHost leader = network.reachable(machine.place(), to);
    if (leader == null) {
      reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
    } else {
      leader.promote(learnerId, reply);
    }
  }

  @Override
  public void keepAlive(long leaderId, long leaseId, LeaseReply reply) {
    ask(leaderId, reply, (leader, answer) -> leader.keepAlive(leaseId, answer));
  }

  @Override
  public void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply) {
    ask(leaderId, reply, (leader, answer) -> leader.timeToLive(leaseId, withKeys, answer));
  }

  @Override
  public void hashKv(long memberId, long revision, HashReply reply) {
    int from = machine.place();
    int to = machine.world().placeOf(memberId);
    PeerHost host = network.reachable(from, to);
    if (host == null) {
      machine.after(PATIENCE_NANOS, Kind.TASK, () -> reply.failed(EtcdError.TIMEOUT));
    } else {
      host.hashKv(revision, reply);
    }
  }

  /** Carries a question to the leader and its answer back; either may get lost. */
  private void ask(long leaderId, LeaseReply reply, BiConsumer<PeerHost, LeaseReply> question) {
    int from = machine.place();
    int to = machine.world().placeOf(leaderId);
    Once once = new Once(reply);
    machine.after(PATIENCE_NANOS, Kind.TASK, () -> once.failed(EtcdError.TIMEOUT));
    if (network.reachable(from, to) == null) {
      return;
    }
    Machine leader = machine.world().machine(to);
    leader.after(
        network.questionNanos(from, to),
        Kind.MESSAGE,
        () -> {
          PeerHost host = network.reachable(from, to);
          if (host != null) {
            question.accept(host, new Returning(leader, once));
          }
        });
  }

  @Override
  public void close() {
    network.leave(machine.place(), self);
  }

  /** Lets the first answer through, and no other. */
  private static final class Once implements LeaseReply {
    private final LeaseReply reply;
    private boolean answered;

    Once(LeaseReply reply) {
      this.reply = reply;
    }

    private boolean first() {
      boolean first = !answered;
      answered = true;
      return first;
    }

    @Override
    public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
      if (first()) {
        reply.lease(revision, ttl, granted, keys);
      }
    }

    @Override
    public void failed(EtcdError error) {
      if (first()) {
        reply.failed(error);
      }
    }
  }

  /** The leader's answer, on its way back. */
  private final class Returning implements LeaseReply {
    private final Machine leader;
    private final Once once;

    Returning(Machine leader, Once once) {
      this.leader = leader;
      this.once = once;
    }

    private void back(Runnable answer) {
      if (!network.isCut(leader.place(), machine.place())) {
        machine.after(network.questionNanos(leader.place(), machine.place()), Kind.MESSAGE, answer);
      }
    }

    @Override
    public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
      back(() -> once.lease(revision, ttl, granted, keys));
    }

    @Override
    public void failed(EtcdError error) {
      back(() -> once.failed(error));
    }
  }
}
