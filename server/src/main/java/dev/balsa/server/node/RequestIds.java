package dev.balsa.server.node;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that no other request of the cluster has.
 *
 * <pre>
 *   member id (low 2 bytes) | start time in ms (5 bytes) | counter (1 byte, carries into the time)
 * </pre>
 *
 * <p>Unique as long as a member does not restart within the time that its counter has run ahead of
 * the clock, which would need more than 256,000 requests a second since the start.
 */
final class RequestIds {

  private static final int COUNTER_BITS = 8;
  private static final int MEMBER_SHIFT = 48;
  private static final long LOW_MASK = (1L << MEMBER_SHIFT) - 1;

  private final long prefix;
  private final AtomicLong low;

  RequestIds(long memberId, long startMillis) {
    this.prefix = memberId << MEMBER_SHIFT;
    this.low = new AtomicLong(startMillis << COUNTER_BITS);
  }

  long next() {
    return prefix | (low.incrementAndGet() & LOW_MASK);
  }
}
