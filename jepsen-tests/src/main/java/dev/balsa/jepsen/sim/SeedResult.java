package dev.balsa.jepsen.sim;

import java.util.Map;

/**
 * How the run of a seed ended.
 *
 * @param broken the promise that was not kept; null if all were
 * @param traceHash the same for the same seed, options and version of the code, everywhere
 */
record SeedResult(
    long seed,
    Broken broken,
    long events,
    long virtualNanos,
    long traceHash,
    long writes,
    long reads,
    long failures,
    long terms,
    long undecided,
    long snapshotsCopied,
    long snapshotsInstalled,
    Map<Fault, Long> faults) {

  boolean isClean() {
    return broken == null;
  }
}
