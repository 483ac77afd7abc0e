package dev.balsa.server.node;

import dev.balsa.raft.EntryType;

/**
 * Something to put into the log.
 *
 * @param requestId the key under which {@link Pending} keeps who waits for it
 * @param leaderTerm the one term in which this member, as its leader, may put it there; {@link
 *     #ANY_TERM} if any leader may, in any term
 */
record Proposal(long requestId, EntryType type, byte[] data, long leaderTerm) {

  static final long ANY_TERM = 0;

  Proposal(long requestId, EntryType type, byte[] data) {
    this(requestId, type, data, ANY_TERM);
  }
}
