package dev.balsa.raft;

/**
 * The settings of one member.
 *
 * @param memberId the member's own id; never 0
 * @param electionTicks ticks without a leader after which a follower may campaign
 * @param electionSpreadTicks the real timeout is drawn anew each time, {@code electionTicks} and up
 *     to this minus one on top; the shorter, the sooner a dead leader is replaced, as long as it
 *     stays well above a round trip
 * @param heartbeatTicks ticks between a leader's heartbeats; less than {@code electionTicks}
 * @param preVote whether to ask for votes in advance (Raft thesis, section 9.6)
 * @param checkQuorum whether a leader steps down that hears of no quorum for {@code electionTicks},
 *     and members ignore candidates while they hear of a leader (Raft thesis, sections 6.2, 4.2.3)
 * @param leaseReads whether a leader answers reads without a round while its lease holds (Raft
 *     thesis, section 6.4.1); needs {@code checkQuorum} and clocks of about the same speed
 * @param maxMessageBytes entry data in one message; a single larger entry still travels, alone
 * @param maxMessageEntries entries in one message
 * @param maxInflightMessages messages with entries that may be under way to one member
 * @param maxInflightBytes entry data that may be under way to one member
 * @param maxUncommittedBytes entry data that a leader accepts beyond what is committed; a single
 *     larger entry is accepted if nothing else is uncommitted
 * @param maxCommittedBytes entry data in {@link Ready#committed}; a single larger entry is handed
 *     out alone
 * @param maxPendingReads reads that may wait on a leader; more are dropped
 */
public record RaftConfig(
    long memberId,
    int electionTicks,
    int electionSpreadTicks,
    int heartbeatTicks,
    boolean preVote,
    boolean checkQuorum,
    boolean leaseReads,
    int maxMessageBytes,
    int maxMessageEntries,
    int maxInflightMessages,
    long maxInflightBytes,
    long maxUncommittedBytes,
    long maxCommittedBytes,
    int maxPendingReads) {

  public RaftConfig {
    check(memberId != 0, "memberId must not be 0");
    check(heartbeatTicks > 0, "heartbeatTicks must be positive");
    check(electionTicks > heartbeatTicks, "electionTicks must be greater than heartbeatTicks");
    check(electionSpreadTicks > 0, "electionSpreadTicks must be positive");
    check(!leaseReads || checkQuorum, "leaseReads needs checkQuorum");
    check(maxMessageBytes > 0, "maxMessageBytes must be positive");
    check(maxMessageEntries > 0, "maxMessageEntries must be positive");
    check(maxInflightMessages > 0, "maxInflightMessages must be positive");
    check(maxInflightBytes > 0, "maxInflightBytes must be positive");
    check(maxUncommittedBytes > 0, "maxUncommittedBytes must be positive");
    check(maxCommittedBytes > 0, "maxCommittedBytes must be positive");
    check(maxPendingReads > 0, "maxPendingReads must be positive");
  }

  private static void check(boolean condition, String text) {
    if (!condition) {
      throw new IllegalArgumentException(text);
    }
  }

  /** The defaults for a member. */
  public static RaftConfig of(long memberId) {
    return builder(memberId).build();
  }

  /** The defaults for a member, to be changed. */
  public static Builder builder(long memberId) {
    return new Builder(memberId);
  }

  /** Collects settings; every one has a default. */
  public static final class Builder {
    private final long memberId;
    private int electionTicks = 10;
    private int electionSpreadTicks;
    private int heartbeatTicks = 1;
    private boolean preVote = true;
    private boolean checkQuorum = true;
    private boolean leaseReads;
    private int maxMessageBytes = 1 << 20;
    private int maxMessageEntries = 4096;
    private int maxInflightMessages = 512;
    private long maxInflightBytes = 64L << 20;
    private long maxUncommittedBytes = 128L << 20;
    private long maxCommittedBytes = 8L << 20;
    private int maxPendingReads = 1 << 16;

    private Builder(long memberId) {
      this.memberId = memberId;
    }

    /** See {@link RaftConfig#electionTicks()}. */
    public Builder electionTicks(int ticks) {
      electionTicks = ticks;
      return this;
    }

    /**
     * See {@link RaftConfig#electionSpreadTicks()}; as many as {@code electionTicks} if not set.
     */
    public Builder electionSpreadTicks(int ticks) {
      electionSpreadTicks = ticks;
      return this;
    }

    /** See {@link RaftConfig#heartbeatTicks()}. */
    public Builder heartbeatTicks(int ticks) {
      heartbeatTicks = ticks;
      return this;
    }

    /** See {@link RaftConfig#preVote()}. */
    public Builder preVote(boolean on) {
      preVote = on;
      return this;
    }

    /** See {@link RaftConfig#checkQuorum()}. */
    public Builder checkQuorum(boolean on) {
      checkQuorum = on;
      return this;
    }

    /** See {@link RaftConfig#leaseReads()}. */
    public Builder leaseReads(boolean on) {
      leaseReads = on;
      return this;
    }

    /** See {@link RaftConfig#maxMessageBytes()}. */
    public Builder maxMessageBytes(int bytes) {
      maxMessageBytes = bytes;
      return this;
    }

    /** See {@link RaftConfig#maxMessageEntries()}. */
    public Builder maxMessageEntries(int entries) {
      maxMessageEntries = entries;
      return this;
    }

    /** See {@link RaftConfig#maxInflightMessages()}. */
    public Builder maxInflightMessages(int messages) {
      maxInflightMessages = messages;
      return this;
    }

    /** See {@link RaftConfig#maxInflightBytes()}. */
    public Builder maxInflightBytes(long bytes) {
      maxInflightBytes = bytes;
      return this;
    }

    /** See {@link RaftConfig#maxUncommittedBytes()}. */
    public Builder maxUncommittedBytes(long bytes) {
      maxUncommittedBytes = bytes;
      return this;
    }

    /** See {@link RaftConfig#maxCommittedBytes()}. */
    public Builder maxCommittedBytes(long bytes) {
      maxCommittedBytes = bytes;
      return this;
    }

    /** See {@link RaftConfig#maxPendingReads()}. */
    public Builder maxPendingReads(int reads) {
      maxPendingReads = reads;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if they make no sense together
     */
    public RaftConfig build() {
      return new RaftConfig(
          memberId,
          electionTicks,
          electionSpreadTicks == 0 ? electionTicks : electionSpreadTicks,
          heartbeatTicks,
          preVote,
          checkQuorum,
          leaseReads,
          maxMessageBytes,
          maxMessageEntries,
          maxInflightMessages,
          maxInflightBytes,
          maxUncommittedBytes,
          maxCommittedBytes,
          maxPendingReads);
    }
  }
}
