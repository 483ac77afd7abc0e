package dev.balsa.jepsen.check;

/** Who judges what. */
public enum Checker {
  /** One order of all writes and linearizable reads explains every answer. */
  LINEARIZABLE,
  /** A watch tells everything, once, in order. */
  WATCH,
  /** A serializable read shows one state of the past, as a whole. */
  SERIALIZABLE,
  /** A lease lives as long as promised; its keys go together, and in the end. */
  LEASE,
  /** What is not to be compacted stays readable. */
  COMPACTION,
  /** What was acknowledged is there in the end. */
  DURABILITY,
  /** All members hold the same in the end. */
  CONVERGENCE
}
