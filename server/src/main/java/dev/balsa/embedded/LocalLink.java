package dev.balsa.embedded;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.Environment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.HashReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.PeerLink;
import dev.balsa.server.node.Reply;
import java.util.List;
import java.util.function.Consumer;

/** One member's way to the others of its JVM. */
final class LocalLink implements PeerLink {

  private final LocalNetwork network;
  private final PeerHost self;
  private final Environment environment;

  LocalLink(LocalNetwork network, PeerHost self, Environment environment) {
    this.network = network;
    this.self = self;
    this.environment = environment;
  }

  @Override
  public void send(List<Message> messages) {
    messages.forEach(message -> network.send(self, message));
  }

  @Override
  public void sendSnapshot(Message message, OutgoingSnapshot copy) {
    if (!environment.execute(() -> network.carry(self, message, copy))) {
      copy.close();
      self.snapshotEnded(message.to(), false);
    }
  }

  @Override
  public void membersAre(Members members) {
    // everybody is a call away
  }

  @Override
  public void tick() {
    network.alive(self);
  }

  @Override
  public boolean isConnected(long memberId) {
    return network.reachable(self, memberId) != null;
  }

  @Override
  public long connectedTicks(long memberId) {
    return isConnected(memberId) ? Long.MAX_VALUE : 0;
  }

  @Override
  public void promote(long leaderId, long learnerId, Reply reply) {
    PeerHost leader = network.reachable(self, leaderId);
    if (leader == null) {
      reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
    } else {
      leader.promote(learnerId, reply);
    }
  }

  @Override
  public void keepAlive(long leaderId, long leaseId, LeaseReply reply) {
    PeerHost leader = network.reachable(self, leaderId);
    if (leader == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      leader.keepAlive(leaseId, reply);
    }
  }

  @Override
  public void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply) {
    PeerHost leader = network.reachable(self, leaderId);
    if (leader == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      leader.timeToLive(leaseId, withKeys, reply);
    }
  }

  @Override
  public void hashKv(long memberId, long revision, HashReply reply) {
    PeerHost member = network.reachable(self, memberId);
    if (member == null) {
      reply.failed(EtcdError.MEMBER_NOT_FOUND);
    } else {
      member.hashKv(revision, reply);
    }
  }

  @Override
  public void version(long memberId, Consumer<String> whenKnown) {
    PeerHost member = network.reachable(self, memberId);
    whenKnown.accept(member == null ? null : member.version());
  }

  @Override
  public void close() {
    network.leave(self);
  }
}
