package dev.balsa.jepsen.sim;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What many seeds add up to. Thread-safe. */
final class Tally {

  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private long seeds;
  private long broken;
  private long events;
  private double virtualSeconds;
  private long writes;
  private long reads;
  private long unanswered;
  private long terms;
  private long undecided;
  private long copied;
  private long installed;

  synchronized void add(SeedResult result) {
    seeds++;
    broken += result.isClean() ? 0 : 1;
    events += result.events();
    virtualSeconds += result.virtualNanos() / 1e9;
    writes += result.writes();
    reads += result.reads();
    unanswered += result.failures();
    terms += result.terms();
    undecided += result.undecided();
    copied += result.snapshotsCopied();
    installed += result.snapshotsInstalled();
    result.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
  }

  synchronized long seeds() {
    return seeds;
  }

  synchronized long broken() {
    return broken;
  }

  synchronized long faultsOf(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  synchronized long writes() {
    return writes;
  }

  /** One line of progress. */
  synchronized String line(double realSeconds) {
    return String.format(
        Locale.ROOT,
        "%,d seeds, %d broken, %.2f virtual hours, %.0f virtual seconds a second, %,d events a second",
        seeds,
        broken,
        virtualSeconds / 3_600,
        virtualSeconds / realSeconds,
        (long) (events / realSeconds));
  }

  /** What was done to the clusters and by them. */
  synchronized String details() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "clients: %,d writes, %,d reads, %,d refused or without an answer; %,d terms with a leader; %,d snapshots copied, %,d installed; %,d histories undecided%nfaults:",
            writes,
            reads,
            unanswered,
            terms,
            copied,
            installed,
            undecided));
    faults.forEach(
        (fault, count) ->
            text.append(' ')
                .append(fault.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .append(' ')
                .append(count));
    return text.toString();
  }
}
