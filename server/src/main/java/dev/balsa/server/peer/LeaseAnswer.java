package dev.balsa.server.peer;

import com.google.protobuf.ByteString;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.server.node.LeaseReply;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.function.BiConsumer;

/** The leader's answer about a lease, on its way to the client of a follower. */
final class LeaseAnswer<A> extends ClientCall.Listener<A> {

  private final LeaseReply reply;
  private final BiConsumer<A, LeaseReply> convert;
  private A answer;

  LeaseAnswer(LeaseReply reply, BiConsumer<A, LeaseReply> convert) {
    this.reply = reply;
    this.convert = convert;
  }

  static void ofKeepAlive(LeaseKeepAliveResponse answer, LeaseReply reply) {
    reply.lease(answer.getHeader().getRevision(), answer.getTTL(), answer.getTTL(), List.of());
  }

  static void ofTimeToLive(LeaseTimeToLiveResponse answer, LeaseReply reply) {
    reply.lease(
        answer.getHeader().getRevision(),
        answer.getTTL(),
        answer.getGrantedTTL(),
        answer.getKeysList().stream().map(ByteString::toByteArray).toList());
  }

  @Override
  public void onMessage(A message) {
    answer = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.isOk() && answer != null) {
      convert.accept(answer, reply);
    } else {
      reply.failed(PeerErrors.of(status));
    }
  }
}
