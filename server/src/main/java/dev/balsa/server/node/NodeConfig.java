package dev.balsa.server.node;

import dev.balsa.server.config.AutoCompaction;

/**
 * The settings of a running member.
 *
 * @param tickNanos the length of one tick of consensus: a part of the heartbeat interval, because
 *     elections are told apart by ticks, and broken connections mended by them
 * @param heartbeatTicks ticks between a leader's heartbeats
 * @param electionTicks ticks without a leader before a member stands for election
 * @param snapshotCount entries between two checkpoints of the store
 * @param snapshotCatchupEntries entries kept in memory behind a checkpoint for members that lag
 * @param maxRequestBytes the largest log entry a request may become
 * @param maxPendingRequests requests that may wait for their outcome at once
 * @param maxPendingBytes bytes of such requests
 * @param maxApplyLag committed entries that may wait to be applied before new requests are refused
 * @param requestTimeoutNanos after this time a request is given up, its outcome unknown
 * @param quotaBytes the size of the store beyond which nothing is taken; 0 or less for no limit
 * @param autoCompaction how the leader forgets old revisions without being asked
 * @param corruptCheckNanos how often the leader compares what the members store; 0 for never
 * @param upkeep how the member looks after itself
 */
public record NodeConfig(
    long tickNanos,
    int heartbeatTicks,
    int electionTicks,
    long snapshotCount,
    long snapshotCatchupEntries,
    int maxRequestBytes,
    int maxPendingRequests,
    long maxPendingBytes,
    long maxApplyLag,
    long requestTimeoutNanos,
    long quotaBytes,
    AutoCompaction autoCompaction,
    long corruptCheckNanos,
    Upkeep upkeep) {

  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** About the length of a tick. */
  private static final long TICK_MILLIS = 25;

  /**
   * The timeouts of the members are spread over this part of the election timeout, beyond it: a
   * dead leader is replaced after 1.25 election timeouts at the latest where the network is quick
   * against that.
   */
  private static final int SPREAD_PART = 4;

  /** How far apply may fall behind before requests are refused; etcd's number. */
  public static final long DEFAULT_MAX_APPLY_LAG = 5_000;

  /** Requests under way at once. */
  public static final int DEFAULT_MAX_PENDING_REQUESTS = 16_384;

  /** Bytes of requests under way at once. */
  public static final long DEFAULT_MAX_PENDING_BYTES = 256L << 20;

  /** With the usual upkeep. */
  public NodeConfig(
      long tickNanos,
      int heartbeatTicks,
      int electionTicks,
      long snapshotCount,
      long snapshotCatchupEntries,
      int maxRequestBytes,
      int maxPendingRequests,
      long maxPendingBytes,
      long maxApplyLag,
      long requestTimeoutNanos,
      long quotaBytes,
      AutoCompaction autoCompaction,
      long corruptCheckNanos) {
    this(
        tickNanos,
        heartbeatTicks,
        electionTicks,
        snapshotCount,
        snapshotCatchupEntries,
        maxRequestBytes,
        maxPendingRequests,
        maxPendingBytes,
        maxApplyLag,
        requestTimeoutNanos,
        quotaBytes,
        autoCompaction,
        corruptCheckNanos,
        Upkeep.DEFAULT);
  }

  /** The settings that follow from etcd's flags. */
  public static NodeConfig of(
      long heartbeatMillis,
      long electionMillis,
      long snapshotCount,
      long snapshotCatchupEntries,
      int maxRequestBytes,
      long quotaBytes) {
    long heartbeatTicks = Math.max(1, heartbeatMillis / TICK_MILLIS);
    return new NodeConfig(
        heartbeatMillis * NANOS_PER_MILLI / heartbeatTicks,
        (int) heartbeatTicks,
        (int) (electionMillis * heartbeatTicks / heartbeatMillis),
        snapshotCount,
        snapshotCatchupEntries,
        maxRequestBytes,
        DEFAULT_MAX_PENDING_REQUESTS,
        DEFAULT_MAX_PENDING_BYTES,
        DEFAULT_MAX_APPLY_LAG,
        (5_000 + 2 * electionMillis) * NANOS_PER_MILLI,
        quotaBytes,
        new AutoCompaction.Off(),
        0,
        Upkeep.DEFAULT);
  }

  /** The same with a rule by which the leader forgets old revisions. */
  public NodeConfig withAutoCompaction(AutoCompaction rule) {
    return new NodeConfig(
        tickNanos,
        heartbeatTicks,
        electionTicks,
        snapshotCount,
        snapshotCatchupEntries,
        maxRequestBytes,
        maxPendingRequests,
        maxPendingBytes,
        maxApplyLag,
        requestTimeoutNanos,
        quotaBytes,
        rule,
        corruptCheckNanos,
        upkeep);
  }

  /** The same with a leader that compares what the members store, at such intervals. */
  public NodeConfig withCorruptCheck(long intervalNanos) {
    return new NodeConfig(
        tickNanos,
        heartbeatTicks,
        electionTicks,
        snapshotCount,
        snapshotCatchupEntries,
        maxRequestBytes,
        maxPendingRequests,
        maxPendingBytes,
        maxApplyLag,
        requestTimeoutNanos,
        quotaBytes,
        autoCompaction,
        intervalNanos,
        upkeep);
  }

  /** The same with other ways to look after itself. */
  public NodeConfig withUpkeep(Upkeep other) {
    return new NodeConfig(
        tickNanos,
        heartbeatTicks,
        electionTicks,
        snapshotCount,
        snapshotCatchupEntries,
        maxRequestBytes,
        maxPendingRequests,
        maxPendingBytes,
        maxApplyLag,
        requestTimeoutNanos,
        quotaBytes,
        autoCompaction,
        corruptCheckNanos,
        other);
  }

  /** Nanoseconds after which a member without a leader stands for election at the earliest. */
  long electionNanos() {
    return electionTicks * tickNanos;
  }

  /** Over how many ticks the members' timeouts are spread. */
  int electionSpreadTicks() {
    return Math.max(2, electionTicks / SPREAD_PART);
  }

  /**
   * The shortest time to live of a lease: one and a half election timeouts, in whole seconds,
   * rounded up.
   */
  long minLeaseTtlSeconds() {
    long nanos = 3L * electionTicks / 2 * tickNanos;
    return (nanos + 999_999_999L) / 1_000_000_000L;
  }
}
