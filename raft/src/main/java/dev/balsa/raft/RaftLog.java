package dev.balsa.raft;

import java.util.Arrays;
import java.util.List;

/**
 * The part of the log that is in memory, and how far it has got.
 *
 * <pre>
 *   floor          applied      committed       persisted      handed to disk      last
 *     |---------------|-------------|---------------|----------------|---------------|
 *      in memory from here on                        being written     to be written
 * </pre>
 *
 * <p>commit and persisted move on their own: a leader's commit may pass its own disk. What is
 * handed to the state machine stays below both.
 *
 * <p>An entry's slot in the array is written once. Truncating takes a new array, and so slices are
 * views that stay as they are, in any thread.
 */
final class RaftLog {

  private static final int SMALLEST_ARRAY = 64;

  /** Slot {@code head} holds index floor + 1. No slot below {@code tail} is ever written again. */
  private Entry[] array = new Entry[SMALLEST_ARRAY];

  private int head;
  private int tail;

  /** The data of all entries in memory. */
  private long memoryBytes;

  /** The entry before the first in memory, and its term. Invariant: {@code floor <= applied}. */
  private long floor;

  private long floorTerm;

  /** Known to be committed; only grows. Invariant: {@code commit <= lastIndex()}. */
  private long commit;

  /** Applied by the state machine; only grows. Invariant: {@code applied <= handedToApply}. */
  private long applied;

  /** Handed out to be applied. Invariant: {@code handedToApply <= min(commit, persisted)}. */
  private long handedToApply;

  /** On this member's disk. Invariant: {@code persisted <= handedToDisk <= lastIndex()}. */
  private long persisted;

  private long handedToDisk;

  /** What is durable once the batch in flight is; a truncation lowers it. */
  private long inFlightTo;

  /** To be installed before anything else is written; null: none. */
  private SnapshotMark pendingSnapshot;

  /** A snapshot is being installed: nothing may be applied until it is. */
  private SnapshotMark installing;

  RaftLog(SnapshotMark start, List<Entry> entries, long committed, long appliedIndex) {
    floor = start.index();
    floorTerm = start.term();
    commit = floor;
    for (Entry entry : entries) {
      requireFollows(entry);
      push(entry);
    }
    persisted = lastIndex();
    handedToDisk = persisted;
    if (committed > lastIndex() || appliedIndex > lastIndex()) {
      throw new IllegalArgumentException(
          "the log ends at index "
              + lastIndex()
              + ", but "
              + committed
              + " is committed and "
              + appliedIndex
              + " applied: entries have been lost");
    }
    if (appliedIndex < floor) {
      throw new IllegalArgumentException(
          "the log starts after index " + floor + ", but only " + appliedIndex + " is applied");
    }
    commit = Math.max(Math.max(floor, appliedIndex), Math.max(committed, commitProvedBy(entries)));
    applied = appliedIndex;
    handedToApply = appliedIndex;
  }

  /**
   * A configuration change proves that the one before it is committed: no leader appends it
   * otherwise. The commit index on disk may be older than that proof, and a member that did not
   * know would count votes by a configuration that is two changes behind.
   */
  private static long commitProvedBy(List<Entry> entries) {
    boolean isFollowed = false;
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).type() != EntryType.NORMAL) {
        if (isFollowed) {
          return entries.get(i).index();
        }
        isFollowed = true;
      }
    }
    return 0;
  }

  private void requireFollows(Entry entry) {
    if (entry.index() != lastIndex() + 1 || entry.term() < lastTerm()) {
      throw new IllegalArgumentException(
          "entry " + entry + " does not follow " + lastTerm() + "/" + lastIndex());
    }
  }

  long floor() {
    return floor;
  }

  long firstIndex() {
    return floor + 1;
  }

  long lastIndex() {
    return floor + (tail - head);
  }

  long lastTerm() {
    return head == tail ? floorTerm : array[tail - 1].term();
  }

  long commit() {
    return commit;
  }

  long applied() {
    return applied;
  }

  long persisted() {
    return persisted;
  }

  /** The term of the entry there; -1 if that index is not in memory. */
  long termAt(long index) {
    if (index == floor) {
      return floorTerm;
    }
    return index < floor || index > lastIndex() ? -1 : at(index).term();
  }

  Entry at(long index) {
    return array[head + (int) (index - floor - 1)];
  }

  boolean matches(long index, long term) {
    return termAt(index) == term;
  }

  /** Raft paper, section 5.4.1: the later last term wins, then the longer log. */
  boolean isUpToDate(long candidateLastIndex, long candidateLastTerm) {
    return candidateLastTerm > lastTerm()
        || (candidateLastTerm == lastTerm() && candidateLastIndex >= lastIndex());
  }

  /** The largest index up to {@code index} whose term is at most {@code term}, or the floor. */
  long lastIndexWithTermAtMost(long index, long term) {
    long candidate = Math.min(index, lastIndex());
    while (candidate > floor && termAt(candidate) > term) {
      candidate--;
    }
    return candidate;
  }

  /** Adds a leader's own entry. */
  void append(Entry entry) {
    requireFollows(entry);
    push(entry);
  }

  /**
   * Takes what a leader sent behind an entry on which the logs agree: skips what is there already,
   * cuts at the first conflict, adds the rest (Raft paper, figure 2, AppendEntries 3 and 4).
   */
  void merge(List<Entry> entries) {
    int skipped = 0;
    while (skipped < entries.size()
        && matches(entries.get(skipped).index(), entries.get(skipped).term())) {
      skipped++;
    }
    if (skipped == entries.size()) {
      return;
    }
    long from = entries.get(skipped).index();
    if (from <= lastIndex()) {
      truncateFrom(from);
    }
    for (int i = skipped; i < entries.size(); i++) {
      append(entries.get(i));
    }
  }

  private void truncateFrom(long from) {
    if (from <= commit) {
      throw new IllegalStateException(
          "a leader wants to overwrite index " + from + ", but " + commit + " is committed");
    }
    memoryBytes -= bytesBetween(from - 1, lastIndex());
    int keep = (int) (from - 1 - floor);
    array = copyOfLive(keep, capacityFor(keep));
    head = 0;
    tail = keep;
    persisted = Math.min(persisted, from - 1);
    handedToDisk = Math.min(handedToDisk, from - 1);
    inFlightTo = Math.min(inFlightTo, from - 1);
  }

  private void push(Entry entry) {
    if (tail == array.length) {
      int live = tail - head;
      array = copyOfLive(live, capacityFor(live));
      head = 0;
      tail = live;
    }
    array[tail++] = entry;
    memoryBytes += entry.sizeBytes();
  }

  private Entry[] copyOfLive(int count, int capacity) {
    Entry[] copy = new Entry[capacity];
    System.arraycopy(array, head, copy, 0, count);
    return copy;
  }

  private static int capacityFor(int live) {
    return Math.max(SMALLEST_ARRAY, live * 2);
  }

  /** Moves the commit index forward; a smaller one is no news. Tells whether it moved. */
  boolean commitTo(long index) {
    if (index <= commit) {
      return false;
    }
    if (index > lastIndex()) {
      throw new IllegalStateException(
          "index " + index + " is said to be committed, but the log ends at " + lastIndex());
    }
    commit = index;
    return true;
  }

  /** The entries in (from, to], up to so many bytes and entries; at least one if there is one. */
  List<Entry> slice(long from, long to, long maxBytes, int maxEntries) {
    if (from < floor || to > lastIndex()) {
      throw new IllegalStateException(
          "entries ("
              + from
              + ", "
              + to
              + "] asked, in memory ("
              + floor
              + ", "
              + lastIndex()
              + "]");
    }
    if (from >= to) {
      return List.of();
    }
    int start = head + (int) (from - floor);
    int end = head + (int) (Math.min(to, from + maxEntries) - floor);
    long bytes = array[start].sizeBytes();
    int stop = start + 1;
    while (stop < end && bytes + array[stop].sizeBytes() <= maxBytes) {
      bytes += array[stop].sizeBytes();
      stop++;
    }
    return EntrySlice.of(array, start, stop);
  }

  /** The bytes of the entries in (from, to]. */
  long bytesBetween(long from, long to) {
    long bytes = 0;
    for (long index = Math.max(from, floor) + 1; index <= to; index++) {
      bytes += at(index).sizeBytes();
    }
    return bytes;
  }

  boolean hasUnwritten() {
    return handedToDisk < lastIndex() || pendingSnapshot != null;
  }

  SnapshotMark takeSnapshotToInstall() {
    SnapshotMark mark = pendingSnapshot;
    installing = mark;
    pendingSnapshot = null;
    return mark;
  }

  /** Hands out what has to be written; {@link #batchPersisted} must follow before the next. */
  List<Entry> takeUnwritten() {
    List<Entry> entries = slice(handedToDisk, lastIndex(), Long.MAX_VALUE, Integer.MAX_VALUE);
    handedToDisk = lastIndex();
    inFlightTo = handedToDisk;
    return entries;
  }

  long handedToDisk() {
    return handedToDisk;
  }

  /**
   * The batch of the last {@link #takeUnwritten} is durable, as far as it still counts. Gives the
   * snapshot that is installed with it; null if there was none.
   */
  SnapshotMark batchPersisted() {
    SnapshotMark installed = installing;
    if (installed != null) {
      applied = installed.index();
      handedToApply = applied;
      persisted = applied;
      installing = null;
    }
    persisted = Math.max(persisted, inFlightTo);
    inFlightTo = 0;
    return installed;
  }

  /** Waits for a snapshot: the state machine will jump, and may not move until it has. */
  boolean isWaitingForSnapshot() {
    return pendingSnapshot != null || installing != null;
  }

  boolean hasCommittedToHandOut() {
    return handedToApply < Math.min(commit, persisted) && !isWaitingForSnapshot();
  }

  List<Entry> takeCommitted(long maxBytes) {
    if (!hasCommittedToHandOut()) {
      return List.of();
    }
    List<Entry> entries =
        slice(handedToApply, Math.min(commit, persisted), maxBytes, Integer.MAX_VALUE);
    handedToApply += entries.size();
    return entries;
  }

  /** The state machine has applied up to there. Tells whether that is news. */
  boolean appliedTo(long index) {
    if (index <= applied || isWaitingForSnapshot()) {
      return false;
    }
    if (index > handedToApply) {
      throw new IllegalStateException(
          "index "
              + index
              + " is said to be applied, but only "
              + handedToApply
              + " was handed out");
    }
    applied = index;
    return true;
  }

  /** Forgets the entries up to there. An index that is forgotten already is no news. */
  void compactTo(long index) {
    if (index <= floor) {
      return;
    }
    if (index > applied) {
      throw new IllegalStateException(
          "cannot forget up to index " + index + ": only " + applied + " is applied");
    }
    memoryBytes -= bytesBetween(floor, index);
    floorTerm = termAt(index);
    head += (int) (index - floor);
    floor = index;
    int live = tail - head;
    // Forgotten entries are let go before they outnumber those that are left by much.
    if (head > live && head >= SMALLEST_ARRAY) {
      array = copyOfLive(live, capacityFor(live));
      head = 0;
      tail = live;
    }
  }

  /** Forgets the oldest entries up to an index, one by one, until the rest is small enough. */
  void compactWhileAbove(long maxBytes, long limit) {
    long index = floor;
    long bytes = memoryBytes;
    while (index < limit && bytes > maxBytes) {
      bytes -= at(++index).sizeBytes();
    }
    compactTo(index);
  }

  /** The whole log gives way to a snapshot (Raft paper, figure 13, InstallSnapshot 7). */
  void replaceWith(SnapshotMark mark) {
    if (mark.index() <= commit) {
      throw new IllegalStateException(
          "a snapshot at index " + mark.index() + " would undo the commit at " + commit);
    }
    array = new Entry[SMALLEST_ARRAY];
    head = 0;
    tail = 0;
    memoryBytes = 0;
    floor = mark.index();
    floorTerm = mark.term();
    commit = mark.index();
    handedToDisk = mark.index();
    persisted = handedToApply;
    inFlightTo = 0;
    pendingSnapshot = mark;
  }

  /** The first entry in (from, to] that changes the configuration; 0 if there is none. */
  long firstConfChangeBetween(long from, long to) {
    for (long index = Math.max(from, floor) + 1; index <= to; index++) {
      if (at(index).type() != EntryType.NORMAL) {
        return index;
      }
    }
    return 0;
  }

  /** What is in memory, for tests and messages. */
  @Override
  public String toString() {
    return "("
        + floorTerm
        + "/"
        + floor
        + ") "
        + Arrays.toString(Arrays.copyOfRange(array, head, tail));
  }
}
