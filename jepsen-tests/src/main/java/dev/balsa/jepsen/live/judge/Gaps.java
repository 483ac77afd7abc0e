package dev.balsa.jepsen.live.judge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * For how long no write succeeded, fault by fault: the longest time between two acknowledgements in
 * a row that reaches into the time after the fault.
 */
public final class Gaps {
  private static final double NANOS_A_MILLI = 1_000_000;

  private final List<Fault> faults = new ArrayList<>();

  /** Something that was done to the cluster, on {@link System#nanoTime}. */
  private record Fault(String kind, long at) {}

  /** A fault of some kind happens now. */
  public synchronized void fault(String kind) {
    faults.add(new Fault(kind, System.nanoTime()));
  }

  /** How many faults of each kind there were. */
  public synchronized Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    faults.forEach(fault -> counts.merge(fault.kind(), 1L, Long::sum));
    return counts;
  }

  /**
   * The gaps of each kind, ascending, in milliseconds.
   *
   * @param acknowledgedAt when writes were acknowledged, ascending
   */
  public synchronized Map<String, List<Double>> millis(List<Long> acknowledgedAt) {
    Map<String, List<Double>> gaps = new TreeMap<>();
    for (int i = 0; i < faults.size(); i++) {
      long from = faults.get(i).at();
      long to = i + 1 < faults.size() ? faults.get(i + 1).at() : Long.MAX_VALUE;
      gaps.computeIfAbsent(faults.get(i).kind(), kind -> new ArrayList<>())
          .add(longest(acknowledgedAt, from, to) / NANOS_A_MILLI);
    }
    gaps.values().forEach(Collections::sort);
    return gaps;
  }

  /** The longest gap that ends after {@code from} and begins before {@code to}. */
  private static long longest(List<Long> times, long from, long to) {
    int first = Collections.binarySearch(times, from);
    first = Math.max(1, first < 0 ? -first - 1 : first);
    long longest = 0;
    for (int i = first; i < times.size() && times.get(i - 1) < to; i++) {
      longest = Math.max(longest, times.get(i) - times.get(i - 1));
    }
    return longest;
  }
}
