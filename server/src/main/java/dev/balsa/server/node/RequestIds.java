package dev.balsa.server.node;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that no other request of the cluster has.
 *
 * <pre>
 *   member id (low 2 bytes) | counter (6 bytes) from a point drawn by chance at each start
 * </pre>
 *
 * <p>What must not happen: an entry from before a restart is applied, and answers a request that
 * was made after it. No clock can promise that, because it may be set back. Chance can: a crash
 * leaves at most {@link NodeConfig#DEFAULT_MAX_PENDING_REQUESTS} (2^14) requests behind whose
 * entries may still turn up, they are neighbours, and even if a million (2^20) new ones are made
 * before the last of them has turned up, the two stretches meet with a probability of about 2^20 /
 * 2^48, one in 270 million crashes. Members whose ids end alike are apart for the same reason.
 */
final class RequestIds {

  private static final int MEMBER_SHIFT = 48;
  private static final long LOW_MASK = (1L << MEMBER_SHIFT) - 1;

  private final long prefix;
  private final AtomicLong low;

  /**
   * @param start drawn by chance, out of all longs
   */
  RequestIds(long memberId, long start) {
    this.prefix = memberId << MEMBER_SHIFT;
    this.low = new AtomicLong(start);
  }

  long next() {
    return prefix | (low.incrementAndGet() & LOW_MASK);
  }
}
