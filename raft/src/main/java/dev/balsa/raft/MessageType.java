package dev.balsa.raft;

/** What a {@link Message} asks or answers. The numbers are for a wire format and never change. */
public enum MessageType {
  /** The leader's entries, with its commit index (Raft paper, AppendEntries). */
  APPEND(1),
  /** The answer to APPEND and to SNAPSHOT: up to where the logs agree, or where to look next. */
  APPEND_REPLY(2),
  /** The leader is alive; carries the number of its newest confirmation round. */
  HEARTBEAT(3),
  /** The answer to HEARTBEAT, with that number. */
  HEARTBEAT_REPLY(4),
  /** A candidate asks for a vote (Raft paper, RequestVote). */
  VOTE(5),
  /** The answer to VOTE. */
  VOTE_REPLY(6),
  /** A member asks whether it would get a vote (Raft thesis, section 9.6). */
  PRE_VOTE(7),
  /** The answer to PRE_VOTE. */
  PRE_VOTE_REPLY(8),
  /** A snapshot in place of entries that the leader no longer has (Raft paper, InstallSnapshot). */
  SNAPSHOT(9),
  /** Proposals that a follower passes on to the leader. */
  PROPOSE(10),
  /** A follower asks the leader for an index at which a read is linearizable. */
  READ_INDEX(11),
  /** The answer to READ_INDEX. */
  READ_INDEX_REPLY(12),
  /** A follower asks the leader to hand leadership over. */
  TRANSFER_LEADER(13),
  /** The leader tells its successor to start an election at once (Raft thesis, section 3.10). */
  TIMEOUT_NOW(14),
  /**
   * Proposals that were passed on to a member that did not take them into its log; the caller's.
   */
  PROPOSE_REFUSED(15),
  /**
   * A new commit index without entries, like an APPEND; but who agrees does not answer, for the
   * leader would learn nothing: with little to do, that is a third of all messages.
   */
  COMMIT(16);

  private static final MessageType[] BY_NUMBER = new MessageType[17];

  static {
    for (MessageType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;

  MessageType(int number) {
    this.number = number;
  }

  /** The number that stands for this type on the wire. */
  public int number() {
    return number;
  }

  /**
   * The type that a number stands for.
   *
   * @throws IllegalArgumentException if no type has that number
   */
  public static MessageType of(long number) {
    if (number < 1 || number >= BY_NUMBER.length) {
      throw new IllegalArgumentException("unknown raft message type " + number);
    }
    return BY_NUMBER[(int) number];
  }
}
