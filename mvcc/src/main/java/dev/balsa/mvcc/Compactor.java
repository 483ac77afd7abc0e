package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes, step by step, what a compaction mark allows to remove: first from the backend in one
 * atomic write a step, then from the index. The oldest entries of a key go first, so whatever a
 * crash leaves behind is a valid history, and the walk simply starts over.
 */
final class Compactor {

  private static final byte[] FIRST_KEY = {};

  /** The least that gets a step on: to look at a key, and to remove one version of it. */
  private static final int WORK_A_CUT = 2;

  private final KeyIndex index;
  private final Backend backend;
  private final Batch batch = new Batch();

  private long scheduled;
  private long finished;

  /** The mark for which removing has begun, as the backend has it. */
  private long removing;

  private byte[] cursor = FIRST_KEY;
  private long removed;

  Compactor(KeyIndex index, Backend backend, long scheduled, long finished, long removing) {
    this.index = index;
    this.backend = backend;
    this.scheduled = scheduled;
    this.finished = finished;
    this.removing = removing;
  }

  long scheduled() {
    return scheduled;
  }

  long finished() {
    return finished;
  }

  /** Versions removed so far. */
  long removed() {
    return removed;
  }

  /** Refuses a mark that is behind the one there is, or ahead of the revision. */
  static void check(long revision, Writer state) {
    if (revision <= state.compactRevision()) {
      throw new MvccException(
          Kind.COMPACTED,
          "revision " + revision + " is compacted up to " + state.compactRevision());
    }
    if (revision > state.revision()) {
      throw new MvccException(
          Kind.FUTURE_REVISION,
          "revision " + revision + " has not happened yet; the current one is " + state.revision());
    }
  }

  /**
   * Sets the mark. If it is new, what lies behind the cursor has to be looked at again; what is
   * settled costs nothing.
   */
  void schedule(long revision) {
    if (revision > scheduled) {
      scheduled = revision;
      cursor = FIRST_KEY;
    }
  }

  boolean isDone() {
    return finished >= scheduled;
  }

  /** The part of a key's history that a step removes. */
  private record Cut(byte[] key, KeyHistory history, int count) {}

  /**
   * Looks at keys and removes entries, together at most {@code maxWork}, or two if that is less;
   * returns how many. The index is edited but not published.
   */
  int step(int maxWork) {
    if (isDone()) {
      return 0;
    }
    Selection selection = new Selection(Math.max(WORK_A_CUT, maxWork));
    index.current().ascendUnsettled(cursor, selection::offer);
    write(selection);
    for (Cut cut : selection.cuts) {
      index.compacted(cut.key, cut.history.withoutOldest(cut.count), cut.count);
      removed += cut.count;
    }
    if (selection.next == null) {
      finished = scheduled;
      cursor = FIRST_KEY;
    } else {
      cursor = selection.next;
    }
    return Math.max(1, selection.work);
  }

  private void write(Selection selection) {
    batch.clear();
    for (Cut cut : selection.cuts) {
      KeyHistory history = cut.history;
      for (int i = 0; i < cut.count; i++) {
        batch.delete(
            Space.KEY, RevisionKey.of(history.main(i), history.sub(i), history.isTombstone(i)));
      }
    }
    if (!batch.isEmpty() && removing < scheduled) {
      Meta.putRemoving(batch, scheduled);
      removing = scheduled;
    }
    if (selection.next == null) {
      Meta.putFinished(batch, scheduled);
    }
    if (!batch.isEmpty()) {
      backend.write(batch);
    }
  }

  /** Chooses the cuts of one step. */
  private final class Selection {

    private final int maxWork;
    private final List<Cut> cuts = new ArrayList<>();
    private int work;

    /** Where the next step goes on; null when the walk has come to its end. */
    private byte[] next;

    Selection(int maxWork) {
      this.maxWork = maxWork;
    }

    boolean offer(byte[] key, KeyHistory history) {
      if (work > maxWork - WORK_A_CUT) {
        next = key;
        return false;
      }
      work++;
      int removable = history.removableAt(scheduled);
      int count = Math.min(removable, maxWork - work);
      if (count > 0) {
        cuts.add(new Cut(key, history, count));
        work += count;
      }
      if (count < removable) {
        next = key;
        return false;
      }
      return true;
    }
  }
}
