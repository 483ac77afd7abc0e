package dev.balsa.server.peer;

import dev.balsa.api.HashKVResponse;
import dev.balsa.mvcc.HashKv;
import dev.balsa.server.node.HashReply;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/** Another member's hash, on its way to who asked for it. */
final class HashAnswer extends ClientCall.Listener<HashKVResponse> {

  private final HashReply reply;
  private HashKVResponse answer;

  HashAnswer(HashReply reply) {
    this.reply = reply;
  }

  @Override
  public void onMessage(HashKVResponse message) {
    answer = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.isOk() && answer != null) {
      reply.hash(
          new HashKv(
              answer.getHash(),
              answer.getCompactRevision(),
              answer.getHashRevision(),
              answer.getHeader().getRevision()));
    } else {
      reply.failed(PeerErrors.of(status));
    }
  }
}
