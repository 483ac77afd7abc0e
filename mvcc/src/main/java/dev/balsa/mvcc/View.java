package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The key space as it stood when one batch was committed. Immutable; read by any number of threads
 * without locks, while the store goes on. A view stays usable for as long as it is held, but what
 * compaction has removed since can no longer be read through it: a read of "now" (revision 0) is
 * then answered from a newer view, a read of a named revision fails as compacted. It never answers
 * wrongly. When a copy of another member's store has taken the store's place ({@link
 * Store#install}), a view goes on reading what was replaced, and the newest one when that is
 * closed.
 */
public final class View {

  private final RangeReader reader;
  private final StoredValues values;
  private final LeaseTable leases;
  private final Supplier<View> newest;
  private final long versions;
  private final long appliedIndex;
  private final long appliedTerm;
  private final long stateHash;

  View(
      RangeReader reader,
      StoredValues values,
      LeaseTable leases,
      long versions,
      Supplier<View> newest,
      long appliedIndex,
      long appliedTerm,
      long stateHash) {
    this.reader = reader;
    this.values = values;
    this.leases = leases;
    this.versions = versions;
    this.newest = newest;
    this.appliedIndex = appliedIndex;
    this.appliedTerm = appliedTerm;
    this.stateHash = stateHash;
  }

  /** The current revision; 1 for a store that nothing was ever put into. */
  public long revision() {
    return reader.revision();
  }

  /** The oldest revision that can be read; -1 when never compacted. */
  public long compactRevision() {
    return reader.compactRevision();
  }

  /** The index of the last log entry that is part of this view. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** The term of the last log entry that is part of this view. */
  public long appliedTerm() {
    return appliedTerm;
  }

  /**
   * A hash over everything applied so far; equal on all members at equal applied index, also after
   * restarts.
   */
  public long stateHash() {
    return stateHash;
  }

  /** How many versions the history has, deletions included, that no compaction has removed. */
  public long versionCount() {
    return versions;
  }

  /** How many keys exist. */
  public long keyCount() {
    return reader.index().liveKeys();
  }

  /**
   * Reads keys.
   *
   * @throws MvccException COMPACTED, FUTURE_REVISION; CORRUPT or STORAGE when the backend fails
   */
  public OpResult.RangeResult range(Op.Range op) {
    View view = this;
    while (true) {
      try {
        return view.reader.range(op);
      } catch (Vanished vanished) {
        view = view.after(vanished);
      } catch (MvccException e) {
        view = view.afterClosing(e);
      }
    }
  }

  /**
   * Reads a list as bytes for the wire: what {@link #range} finds, without an object for each key.
   *
   * @throws IllegalArgumentException if it is not a {@linkplain Op.Range#isPlainList plain list}
   * @throws MvccException as for {@link #range}
   */
  public EncodedRange list(Op.Range op) {
    if (!op.isPlainList()) {
      throw new IllegalArgumentException("not a plain list: " + op);
    }
    View view = this;
    while (true) {
      try {
        return view.listHere(op);
      } catch (Vanished vanished) {
        view = view.after(vanished);
      } catch (MvccException e) {
        view = view.afterClosing(e);
      }
    }
  }

  private EncodedRange listHere(Op.Range op) {
    long at = op.revision() <= 0 ? revision() : op.revision();
    reader.checkReadable(at);
    return new ListReader(reader.index(), op, at, values, values.listed()).read(revision());
  }

  /**
   * Runs a transaction of nothing but ranges.
   *
   * @throws IllegalArgumentException if it could write
   * @throws MvccException as for {@link #range}
   */
  public OpResult.TxnResult readOnlyTxn(Op.Txn txn) {
    if (!txn.isReadOnly()) {
      throw new IllegalArgumentException("the transaction is not read-only");
    }
    View view = this;
    while (true) {
      try {
        return view.run(txn);
      } catch (Vanished vanished) {
        view = view.after(vanished);
      } catch (MvccException e) {
        view = view.afterClosing(e);
      }
    }
  }

  private OpResult.TxnResult run(Op.Txn txn) {
    List<Boolean> path = new Conditions(reader).pathOf(txn);
    new TxnCheck(reader, null).check(txn, path);
    Iterator<Op> branch = (path.get(0) ? txn.success() : txn.failure()).iterator();
    List<OpResult> results = new ArrayList<>();
    while (branch.hasNext()) {
      results.add(reader.range((Op.Range) branch.next()));
    }
    return new OpResult.TxnResult(path.get(0), results, revision());
  }

  /** The view to try again on, if compaction explains what happened. */
  private View after(Vanished vanished) {
    View newer = newest.get();
    if (newer.compactRevision() <= compactRevision()) {
      throw vanished.asCorruption();
    }
    return newer;
  }

  /**
   * The view to try again on, if this one's backend was closed because a copy of another member's
   * store has taken its place: the same history, further along.
   */
  View afterClosing(MvccException failure) {
    View newer = newest.get();
    if (failure.kind() != Kind.CLOSED || newer.backend() == backend()) {
      throw failure;
    }
    return newer;
  }

  /**
   * Writes the key index of this view, to be compared with another one: equal indexes make equal
   * bytes. To be used by a start, it must be written by {@link Store#saveIndex}.
   */
  public void saveIndex(WritableByteChannel out) throws IOException {
    IndexImage.write(reader.index(), leases, revision(), out);
  }

  /**
   * The keys that hang on leases, in unsigned byte order: as of now, not of this view. One that is
   * attached or taken off meanwhile may be missing or not.
   */
  public List<byte[]> attachedKeys() {
    List<byte[]> keys = new ArrayList<>();
    leases.attachments().forEach(attachment -> keys.add(attachment.key()));
    return keys;
  }

  Backend backend() {
    return values.backend();
  }

  /**
   * Reads the changes of a range, oldest first, a page at a time: go on at {@link
   * HistoryPage#nextRevision()} until it exceeds {@code toRevision}. A page may be empty although
   * more follows, because it also bounds the revisions looked at.
   *
   * @param fromRevision the first main revision wanted, at least the compacted one
   * @param toRevision the last main revision wanted; what lies above {@link #revision()} is not
   *     there yet
   * @param maxRevisions the most main revisions with events in a page
   * @param maxBytes the page ends with the revision that reaches this size
   * @throws MvccException COMPACTED when part of it may be gone
   */
  public HistoryPage history(
      KeyRange range, long fromRevision, long toRevision, int maxRevisions, int maxBytes) {
    long to = Math.min(toRevision, revision());
    if (fromRevision > to) {
      return new HistoryPage(List.of(), fromRevision);
    }
    checkHistoryFrom(fromRevision);
    HistoryReader history =
        new HistoryReader(reader.index(), values, range, fromRevision, to, maxRevisions, maxBytes);
    try {
      HistoryPage page = history.read();
      // What was removed while it was read went after a newer mark had been published.
      checkHistoryFrom(fromRevision);
      return page;
    } catch (Vanished vanished) {
      checkHistoryFrom(fromRevision);
      throw vanished.asCorruption();
    } catch (MvccException e) {
      return afterClosing(e).history(range, fromRevision, to, maxRevisions, maxBytes);
    }
  }

  private void checkHistoryFrom(long fromRevision) {
    long mark = Math.max(compactRevision(), newest.get().compactRevision());
    if (fromRevision < mark) {
      throw new MvccException(
          Kind.COMPACTED,
          "history from revision " + fromRevision + " on is compacted up to " + mark);
    }
  }

  /** The version that an event replaced; null if there was none, or if it is compacted. */
  public KeyValue previous(Event event) {
    long before = event.revision() - 1;
    if (event.isCreate() || before < newest.get().compactRevision()) {
      return null;
    }
    KeyValue known = event.previousKv();
    if (known != null && known.modRevision() <= before) {
      return known;
    }
    try {
      return previousFromStorage(event, before);
    } catch (Vanished vanished) {
      if (before < newest.get().compactRevision()) {
        return null;
      }
      throw vanished.asCorruption();
    } catch (MvccException e) {
      return afterClosing(e).previous(event);
    }
  }

  private KeyValue previousFromStorage(Event event, long before) {
    byte[] key = event.kv().key();
    Revision at = event.previous();
    if (at != null && at.main() <= before) {
      return values.value(key, at.main(), (int) at.sub());
    }
    KeyHistory history = reader.index().get(key);
    int position = history == null ? -1 : history.visible(before);
    return position < 0 ? null : values.value(key, history.main(position), history.sub(position));
  }

  /**
   * etcd's hash of the key space's history up to a revision. Reads the whole history.
   *
   * @param revision the last revision to take in; 0 for the current one; a negative one takes in
   *     nothing, which is etcd's answer too
   * @throws MvccException COMPACTED, FUTURE_REVISION
   */
  public HashKv hashKv(long revision) {
    View view = this;
    while (true) {
      long at = revision == 0 ? view.revision() : revision;
      if (at > 0) {
        view.reader.checkReadable(at);
      }
      View after;
      try {
        int hash =
            new HistoryHash(view.reader.index(), view.compactRevision(), at).of(view.backend());
        after = newest.get();
        if (after.compactRevision() == view.compactRevision()) {
          return new HashKv(hash, view.compactRevision(), at, view.revision());
        }
      } catch (MvccException e) {
        after = view.afterClosing(e);
      }
      view = after;
    }
  }

  /**
   * A hash over everything stored beside the applied index and term: of this member's storage, now.
   */
  public int hash() {
    View view = newest.get();
    while (true) {
      try {
        return HistoryHash.ofEverything(view.backend());
      } catch (MvccException e) {
        view = view.afterClosing(e);
      }
    }
  }
}
