package dev.balsa.server.peer;

/**
 * How long members wait for each other. Ticks are those of {@link PeerTransport#tick}.
 *
 * @param pingTicks ticks between two questions on a stream whether the other side is there
 * @param patienceTicks ticks without any sign of life after which a connection counts as dead, and
 *     is replaced: about an election timeout, so that a healed network is used again soon
 * @param bulkPatienceTicks the same for the stream that carries entries, where a large one on a
 *     slow line is no sign of death
 * @param connectMillis how long opening a connection may take
 * @param callTimeoutNanos how long a question to another member may take
 */
public record PeerTiming(
    int pingTicks,
    int patienceTicks,
    int bulkPatienceTicks,
    int connectMillis,
    long callTimeoutNanos) {

  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long BULK_PATIENCE_NANOS = 10_000_000_000L;
  private static final int MIN_CONNECT_MILLIS = 250;

  /**
   * What follows from the timing of consensus.
   *
   * @param tickNanos the length of a tick
   * @param electionTicks the election timeout
   * @param callTimeoutNanos how long a question to another member may take
   */
  public static PeerTiming of(long tickNanos, int electionTicks, long callTimeoutNanos) {
    long electionNanos = tickNanos * electionTicks;
    return new PeerTiming(
        Math.max(1, electionTicks / 4),
        electionTicks,
        (int) Math.max(5L * electionTicks, BULK_PATIENCE_NANOS / tickNanos),
        (int) Math.max(MIN_CONNECT_MILLIS, electionNanos / 2 / NANOS_PER_MILLI),
        callTimeoutNanos);
  }
}
