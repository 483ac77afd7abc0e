package dev.balsa.raft;

import java.util.List;
import java.util.Objects;

/**
 * What members say to each other. A message may be lost, doubled, delayed or overtaken; raft stays
 * correct.
 *
 * <p>One flat record for all types, so that a codec treats them alike. What a field means depends
 * on the type; what a type does not use is 0, false, empty or null:
 *
 * <pre>
 *  type              term  logTerm          index              commit  context  other
 *  APPEND            yes   term at index    entry before them  yes              entries
 *  APPEND_REPLY      yes   term at the hint matched, or asked                   reject, rejectHint
 *  HEARTBEAT         yes                                       yes     round
 *  HEARTBEAT_REPLY   yes                                               round
 *  VOTE, PRE_VOTE    yes   last entry's     last entry's               1: forced by a transfer
 *  VOTE_REPLY, ...   yes   term at commit                     yes              reject
 *  SNAPSHOT          yes                                                        snapshot
 *  PROPOSE                                                                      entries (type, data)
 *  PROPOSE_REFUSED                                                     why      entries (type, data)
 *  READ_INDEX                                                          yes
 *  READ_INDEX_REPLY  yes                    read at it                 yes
 *  TRANSFER_LEADER                                                     the successor's id
 *  TIMEOUT_NOW       yes
 *  COMMIT            yes   term at index    end of what was  yes
 *                                           sent
 * </pre>
 *
 * @param type what it asks or answers
 * @param from the sender's member id
 * @param to the receiver's member id
 * @param term the sender's term; of PRE_VOTE and its granting reply the term to come; 0 where terms
 *     play no part
 * @param logTerm a term out of the sender's log
 * @param index an index of the log
 * @param entries entries of the log, in order without a hole
 * @param commit the sender's commit index, as far as it concerns the receiver
 * @param reject whether a reply says no
 * @param rejectHint where the logs may agree, in a rejecting APPEND_REPLY
 * @param context a number that the reply brings back
 * @param snapshot the mark of a SNAPSHOT, else null
 */
public record Message(
    MessageType type,
    long from,
    long to,
    long term,
    long logTerm,
    long index,
    List<Entry> entries,
    long commit,
    boolean reject,
    long rejectHint,
    long context,
    SnapshotMark snapshot) {

  /** The context of a VOTE that a leadership transfer forces, which leader stickiness lets pass. */
  static final long FORCED = 1;

  public Message {
    Objects.requireNonNull(type, "type");
    entries = entries == null ? List.of() : entries;
  }

  static Message append(
      long from,
      long to,
      long term,
      long prevIndex,
      long prevTerm,
      List<Entry> entries,
      long commit) {
    return new Message(
        MessageType.APPEND,
        from,
        to,
        term,
        prevTerm,
        prevIndex,
        entries,
        commit,
        false,
        0,
        0,
        null);
  }

  static Message commit(long from, long to, long term, long lastIndex, long lastTerm, long commit) {
    return new Message(
        MessageType.COMMIT,
        from,
        to,
        term,
        lastTerm,
        lastIndex,
        List.of(),
        commit,
        false,
        0,
        0,
        null);
  }

  static Message appendAccept(long from, long to, long term, long matchIndex) {
    return plain(MessageType.APPEND_REPLY, from, to, term, 0, matchIndex, 0);
  }

  static Message appendReject(
      long from, long to, long term, long askedIndex, long hintIndex, long hintTerm) {
    return new Message(
        MessageType.APPEND_REPLY,
        from,
        to,
        term,
        hintTerm,
        askedIndex,
        List.of(),
        0,
        true,
        hintIndex,
        0,
        null);
  }

  static Message heartbeat(long from, long to, long term, long commit, long round) {
    return new Message(
        MessageType.HEARTBEAT, from, to, term, 0, 0, List.of(), commit, false, 0, round, null);
  }

  static Message heartbeatReply(long from, long to, long term, long round) {
    return plain(MessageType.HEARTBEAT_REPLY, from, to, term, 0, 0, round);
  }

  static Message voteRequest(
      MessageType type,
      long from,
      long to,
      long term,
      long lastIndex,
      long lastTerm,
      boolean forced) {
    return plain(type, from, to, term, lastTerm, lastIndex, forced ? FORCED : 0);
  }

  static Message voteReply(
      MessageType type,
      long from,
      long to,
      long term,
      boolean reject,
      long commit,
      long commitTerm) {
    return new Message(type, from, to, term, commitTerm, 0, List.of(), commit, reject, 0, 0, null);
  }

  static Message snapshot(long from, long to, long term, SnapshotMark mark) {
    return new Message(MessageType.SNAPSHOT, from, to, term, 0, 0, List.of(), 0, false, 0, 0, mark);
  }

  static Message propose(long from, long to, List<Entry> entries) {
    return new Message(MessageType.PROPOSE, from, to, 0, 0, 0, entries, 0, false, 0, 0, null);
  }

  static Message proposeRefused(long from, long to, ProposalResult why, List<Entry> entries) {
    return new Message(
        MessageType.PROPOSE_REFUSED, from, to, 0, 0, 0, entries, 0, true, 0, why.number(), null);
  }

  /** Why the entries of a PROPOSE_REFUSED were not taken. */
  public ProposalResult refusal() {
    return ProposalResult.of(context);
  }

  static Message readIndex(long from, long to, long context) {
    return plain(MessageType.READ_INDEX, from, to, 0, 0, 0, context);
  }

  static Message readIndexReply(long from, long to, long term, long index, long context) {
    return plain(MessageType.READ_INDEX_REPLY, from, to, term, 0, index, context);
  }

  static Message transferLeader(long from, long to, long successor) {
    return plain(MessageType.TRANSFER_LEADER, from, to, 0, 0, 0, successor);
  }

  static Message timeoutNow(long from, long to, long term) {
    return plain(MessageType.TIMEOUT_NOW, from, to, term, 0, 0, 0);
  }

  private static Message plain(
      MessageType type, long from, long to, long term, long logTerm, long index, long context) {
    return new Message(type, from, to, term, logTerm, index, List.of(), 0, false, 0, context, null);
  }

  /**
   * This message with the mark of the snapshot that really travels, which its sender learns only
   * when it has made it.
   */
  public Message withSnapshot(SnapshotMark mark) {
    return new Message(
        type, from, to, term, logTerm, index, entries, commit, reject, rejectHint, context, mark);
  }

  boolean isAcceptance() {
    return type == MessageType.APPEND_REPLY && !reject;
  }

  boolean isForced() {
    return context == FORCED;
  }

  /** Whether only a leader of the message's term sends this. */
  boolean isFromLeader() {
    return type == MessageType.APPEND
        || type == MessageType.COMMIT
        || type == MessageType.HEARTBEAT
        || type == MessageType.SNAPSHOT;
  }
}
