package dev.balsa.server.node;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.List;

/**
 * The way to nobody: a cluster of one never has anything to say to others, and says so if it tries.
 */
final class Alone implements PeerLink {

  @Override
  public void send(List<Message> messages) {
    if (!messages.isEmpty()) {
      throw new IllegalStateException("a cluster of one has nobody to send to: " + messages.get(0));
    }
  }

  @Override
  public void sendSnapshot(Message message, OutgoingSnapshot copy) {
    copy.close();
    throw new IllegalStateException("a cluster of one has nobody to send a copy to: " + message);
  }

  @Override
  public void membersAre(Members members) {
    if (members.voters().size() + members.learners().size() > 1) {
      throw new IllegalStateException("this member knows no way to others: " + members);
    }
  }

  @Override
  public void tick() {
    // nobody to look after
  }

  @Override
  public boolean isConnected(long memberId) {
    return false;
  }

  @Override
  public long connectedTicks(long memberId) {
    return 0;
  }

  @Override
  public void promote(long leaderId, long learnerId, Reply reply) {
    reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
  }

  @Override
  public void keepAlive(long leaderId, long leaseId, LeaseReply reply) {
    reply.failed(EtcdError.NO_LEADER);
  }

  @Override
  public void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply) {
    reply.failed(EtcdError.NO_LEADER);
  }

  @Override
  public void hashKv(long memberId, long revision, HashReply reply) {
    reply.failed(EtcdError.MEMBER_NOT_FOUND);
  }

  @Override
  public void close() {
    // nothing is open
  }
}
