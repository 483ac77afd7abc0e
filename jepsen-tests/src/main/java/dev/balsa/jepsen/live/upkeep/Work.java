package dev.balsa.jepsen.live.upkeep;

/** What a server is killed in the middle of. */
enum Work {
  /** A compaction, waited for until it has removed what it hides. */
  COMPACTION,
  /** A snapshot, streamed to a client. */
  SNAPSHOT,
  /** A defragmentation. */
  DEFRAG,
  /** An orderly stop, which saves the key index. */
  INDEX
}
