package dev.balsa.jepsen.sim;

import java.util.PriorityQueue;

/**
 * Virtual time, and what will happen in it. Time stands still while something happens, and jumps to
 * the next thing that is due, so an idle cluster costs nothing.
 */
final class Schedule {

  /** Something that will happen, unless it is cancelled first. */
  static final class Timer implements Comparable<Timer> {
    final long atNanos;
    private final long sequence;
    private Runnable action;

    private Timer(long atNanos, long sequence, Runnable action) {
      this.atNanos = atNanos;
      this.sequence = sequence;
      this.action = action;
    }

    void cancel() {
      action = null;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Timer> queue = new PriorityQueue<>(1_024);
  private long nowNanos;
  private long sequence;

  /** Nanoseconds since the world began. */
  long nowNanos() {
    return nowNanos;
  }

  /** Lets something happen after a while; things due at the same time happen in order. */
  Timer after(long delayNanos, Runnable action) {
    return at(nowNanos + Math.max(0, delayNanos), action);
  }

  Timer at(long atNanos, Runnable action) {
    Timer timer = new Timer(Math.max(nowNanos, atNanos), sequence++, action);
    queue.add(timer);
    return timer;
  }

  /**
   * Lets the next thing happen.
   *
   * @param untilNanos what is due later does not happen; time stops there
   * @return false if nothing was due until then
   */
  boolean step(long untilNanos) {
    while (!queue.isEmpty()) {
      Timer next = queue.peek();
      if (next.action == null) {
        queue.poll();
        continue;
      }
      if (next.atNanos > untilNanos) {
        break;
      }
      queue.poll();
      nowNanos = next.atNanos;
      next.action.run();
      return true;
    }
    nowNanos = Math.max(nowNanos, untilNanos);
    return false;
  }
}
