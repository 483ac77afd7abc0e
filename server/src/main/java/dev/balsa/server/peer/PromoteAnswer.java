package dev.balsa.server.peer;

import dev.balsa.api.MemberPromoteResponse;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.Reply;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * The leader's answer about a learner that was to vote, on its way to the client of another member.
 */
final class PromoteAnswer extends ClientCall.Listener<MemberPromoteResponse> {

  private final long learnerId;
  private final Reply reply;
  private MemberPromoteResponse answer;

  PromoteAnswer(long learnerId, Reply reply) {
    this.learnerId = learnerId;
    this.reply = reply;
  }

  @Override
  public void onMessage(MemberPromoteResponse message) {
    answer = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.isOk() && answer != null) {
      reply.done(
          new Outcome.MembersChanged(learnerId, MemberWire.fromWire(answer.getMembersList())));
    } else {
      EtcdError error = PeerErrors.ofChange(status);
      // Who was asked does not lead any more: the client may ask again.
      EtcdError told = error == EtcdError.NOT_LEADER ? EtcdError.LEADER_CHANGED : error;
      reply.done(new Outcome.Failed(told));
    }
  }
}
