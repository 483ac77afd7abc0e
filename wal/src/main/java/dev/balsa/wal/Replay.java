package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log says, computed record by record: the last hard state, the newest usable snapshot mark
 * and the entries that follow it.
 *
 * <p>Rules:
 *
 * <ul>
 *   <li>An entry replaces the one at its index and all after it (Raft paper, section 5.3: a leader
 *       overwrites what was not committed). What was committed is never replaced.
 *   <li>Terms never go back along the log, indexes have no gap, and no entry is of a later term
 *       than the hard state.
 *   <li>A snapshot mark counts from the moment the hard state's commit index reaches it. If the log
 *       has the marked entry, what follows that entry stays; else the mark was installed from a
 *       leader and replaces the log (Raft paper, figure 13, steps 6 and 7).
 * </ul>
 *
 * <p>What breaks a rule ends in an IllegalArgumentException.
 */
final class Replay {

  /** What the oldest segment's name says; 0 if nothing precedes that segment. */
  private final long oldestIndex;

  private final List<Entry> entries = new ArrayList<>();

  /** Entries between a mark and the hard state that makes it usable, or does not. */
  private final List<Entry> held = new ArrayList<>();

  private HardState state = HardState.EMPTY;
  private SnapshotMark snapshot = SnapshotMark.EMPTY;
  private SnapshotMark pending;

  Replay(long firstIndexOfOldestSegment) {
    this.oldestIndex = firstIndexOfOldestSegment;
  }

  void entry(Entry entry) {
    if (pending != null) {
      held.add(entry);
    } else {
      add(entry);
    }
  }

  void state(HardState next) {
    if (next.term() < state.term() || next.commit() < state.commit()) {
      throw new IllegalArgumentException("hard state goes back: " + next + " after " + state);
    }
    if (next.term() == state.term() && state.vote() != 0 && next.vote() != state.vote()) {
      throw new IllegalArgumentException("a second vote in one term: " + next + " after " + state);
    }
    state = next;
    if (pending != null) {
      if (pending.index() <= state.commit()) {
        install(pending);
        pending = null;
      }
      held.forEach(this::add);
      held.clear();
    }
  }

  void snapshot(SnapshotMark mark) {
    if (mark.isEmpty()) {
      return; // The start of every log.
    }
    dropPending();
    if (mark.index() <= state.commit()) {
      install(mark);
    } else {
      pending = mark;
    }
  }

  /** Forgets a mark that the commit index never reached; what followed it stays. */
  void dropPending() {
    pending = null;
    held.forEach(this::add);
    held.clear();
  }

  /** Whether the last thing read was a mark that is not usable yet. */
  boolean endsInPendingMark() {
    return pending != null && held.isEmpty();
  }

  /** Checks what must hold at the end of a log. */
  void finish() {
    dropPending();
    long start = entries.isEmpty() ? oldestIndex : entries.get(0).index();
    if (start > snapshot.index() + 1) {
      throw new IllegalArgumentException(
          "the log starts at entry " + start + " and no snapshot mark stands for what preceded it");
    }
    if (state.commit() > lastIndex()) {
      throw new IllegalArgumentException(
          "entry " + state.commit() + " was committed and the log ends at " + lastIndex());
    }
    if (!entries.isEmpty() && entries.get(entries.size() - 1).term() > state.term()) {
      throw new IllegalArgumentException(
          "the last entry is " + entries.get(entries.size() - 1) + " and the hard state " + state);
    }
  }

  private void install(SnapshotMark mark) {
    if (mark.index() == snapshot.index() && mark.term() != snapshot.term()) {
      throw new IllegalArgumentException("two snapshot marks differ at index " + mark.index());
    }
    long base = entries.isEmpty() ? oldestIndex : entries.get(0).index();
    if (mark.index() <= snapshot.index() || mark.index() < base - 1) {
      return; // Older than what was kept of the log: a newer mark has to follow.
    }
    if (!entries.isEmpty()) {
      if (mark.index() > lastIndex()) {
        entries.clear();
      } else if (mark.index() >= base) {
        boolean ours = entries.get((int) (mark.index() - base)).term() == mark.term();
        entries.subList(0, ours ? (int) (mark.index() - base + 1) : entries.size()).clear();
      }
    }
    snapshot = mark;
  }

  private void add(Entry entry) {
    if (entry.index() <= snapshot.index()) {
      return;
    }
    if (entries.isEmpty()) {
      addFirst(entry);
      return;
    }
    long base = entries.get(0).index();
    if (entry.index() > lastIndex() + 1) {
      throw new IllegalArgumentException(
          "a gap: entry " + entry.index() + " follows entry " + lastIndex());
    }
    if (entry.index() <= lastIndex()) {
      replaceFrom(entry, base);
    }
    long termBefore = entries.isEmpty() ? snapshot.term() : entries.get(entries.size() - 1).term();
    if (entry.term() < termBefore) {
      throw new IllegalArgumentException(
          "terms go back: " + entry + " follows an entry of term " + termBefore);
    }
    entries.add(entry);
  }

  private void addFirst(Entry entry) {
    boolean anchored = oldestIndex == 0 || !snapshot.isEmpty();
    if ((anchored && entry.index() != snapshot.index() + 1) || entry.term() < snapshot.term()) {
      throw new IllegalArgumentException("a gap: entry " + entry + " follows " + snapshot);
    }
    entries.add(entry);
  }

  /**
   * What is not committed may be replaced by what another leader has there, also by an entry of an
   * older term: the term of an entry is that of the leader who made it, and a newer leader may
   * carry on what that one left behind (Raft paper, figure 8).
   */
  private void replaceFrom(Entry entry, long base) {
    if (entry.index() >= base) {
      Entry old = entries.get((int) (entry.index() - base));
      boolean sameTerm = entry.term() == old.term();
      if ((!sameTerm && entry.index() <= state.commit()) || (sameTerm && !entry.equals(old))) {
        throw new IllegalArgumentException("entry " + entry + " must not replace " + old);
      }
    }
    int keep = (int) Math.max(0, entry.index() - base);
    entries.subList(keep, entries.size()).clear();
  }

  HardState hardState() {
    return state;
  }

  SnapshotMark snapshot() {
    return snapshot;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The last index that the log or its snapshot stands for. */
  long lastIndex() {
    return entries.isEmpty() ? snapshot.index() : entries.get(entries.size() - 1).index();
  }
}
