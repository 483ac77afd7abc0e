package dev.balsa.server.api;

import dev.balsa.api.ResponseHeader;
import dev.balsa.server.node.Replica;

/** Makes the headers of one member's responses: who answers is encoded once. */
final class ResponseHeaders {

  private final Replica replica;
  private final ResponseHeader identity;
  private final byte[] identityBytes;

  ResponseHeaders(Replica replica) {
    this.replica = replica;
    this.identity =
        ResponseHeader.newBuilder()
            .setClusterId(replica.clusterId())
            .setMemberId(replica.memberId())
            .build();
    this.identityBytes = identity.toByteArray();
  }

  /** The header of a response that belongs to a revision, with the current term. */
  Header at(long revision) {
    return new Header(identityBytes, revision, replica.status().term());
  }

  /** The same as a generated message, for responses that are not written by hand. */
  ResponseHeader message(long revision) {
    return identity.toBuilder().setRevision(revision).setRaftTerm(replica.status().term()).build();
  }
}
