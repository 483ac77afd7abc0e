package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The replicated key space. One thread, the one that applies log entries, changes it batch by
 * batch; any thread reads the state of the last committed batch through {@link #view()}. What a
 * batch changed becomes visible, and is written to the backend together with the applied index it
 * stands for, in one step at {@link #commitBatch}.
 *
 * <p>The state is a function of the applied operations: no clock, no chance, nothing local. {@link
 * View#stateHash()} proves it cheaply.
 *
 * <p>An operation that is refused throws and leaves no effect. A failure of the backend, or damage
 * found in the middle of an operation, leaves the store unusable: every later change fails as
 * CORRUPT or STORAGE, and the process should stop and start again from what is on disk.
 */
public final class Store implements AutoCloseable {

  /** Replaced as a whole by {@link #install}; belongs to the applying thread. */
  private Contents contents;

  private final Batch batch = new Batch();
  private boolean batchOpen;
  private MvccException failure;

  /**
   * What readers see. The only field that threads share; everything reachable from it is frozen,
   * but for the backend, which is closed some time after its store was replaced.
   */
  private volatile View view;

  private final Durability durability;

  private Store(PreparedStore first) {
    this.contents = first.take();
    this.durability = new Durability(this::view, first.appliedIndex());
    publish(first.appliedIndex(), first.appliedTerm());
  }

  /**
   * Opens the store over what the backend holds and takes the backend over; {@link #close} closes
   * both. Rebuilds the key index by one scan of the history.
   *
   * @throws MvccException NEWER_FORMAT, CORRUPT (naming key and revision), STORAGE; the backend is
   *     then still the caller's to close
   */
  public static Store open(Backend backend, StoreConfig config) {
    return open(backend, config, SavedIndex.NONE);
  }

  /**
   * The same, with a key index that was saved by {@link #saveIndex}: the history is read from its
   * revision on only. Where it cannot be used it is rebuilt.
   */
  public static Store open(Backend backend, StoreConfig config, SavedIndex saved) {
    return new Store(PreparedStore.open(backend, config, saved));
  }

  // ---- The applying thread: a copy of another member's store.

  /**
   * Puts a copy of another member's store in this one's place, between two batches and at once.
   *
   * <p>The copy must be of the same history and further along. Views handed out before stay right:
   * they read the replaced backend until {@link #closeRetired} has closed it, and a newer view from
   * then on.
   *
   * @throws IllegalArgumentException if the copy is not ahead of this store
   */
  public void install(PreparedStore copy) {
    checkUsable();
    if (batchOpen) {
      throw new IllegalStateException("a copy cannot be installed inside a batch");
    }
    if (copy.appliedIndex() <= view.appliedIndex()) {
      throw new IllegalArgumentException(
          "a copy of index " + copy.appliedIndex() + " cannot replace " + view.appliedIndex());
    }
    Backend replaced = contents.backend;
    contents = copy.take();
    durability.durable(copy.appliedIndex());
    publish(copy.appliedIndex(), copy.appliedTerm());
    durability.retire(replaced);
  }

  // ---- The applying thread: batches.

  /**
   * Starts a batch. Everything that changes the store, except physical compaction, happens inside
   * one.
   */
  public void beginBatch() {
    checkUsable();
    if (batchOpen) {
      throw new IllegalStateException("a batch is open already");
    }
    batchOpen = true;
    batch.clear();
    contents.writer.beginBatch(batch);
  }

  /**
   * Runs one operation. Later operations of the batch see its changes.
   *
   * @throws MvccException when it is refused: COMPACTED, FUTURE_REVISION, KEY_NOT_FOUND,
   *     LEASE_NOT_FOUND
   */
  public Applied apply(Op op) {
    checkInBatch();
    try {
      return contents.writer.apply(op);
    } catch (Vanished vanished) {
      throw failed(vanished.asCorruption());
    } catch (RuntimeException | Error e) {
      if (contents.writer.isHalfway()) {
        failed(new MvccException(Kind.CORRUPT, "an operation failed halfway: " + e, e));
      }
      throw e;
    }
  }

  /**
   * Writes the batch and the position in the log it brings the store to, atomically, and publishes
   * the new view.
   *
   * @param appliedIndex index of the last log entry the batch stands for
   * @param appliedTerm term of that entry
   */
  public void commitBatch(long appliedIndex, long appliedTerm) {
    checkInBatch();
    Meta.putApplied(batch, appliedIndex, appliedTerm);
    Writer writer = contents.writer;
    Meta.putState(batch, writer.revision(), contents.hash.value(), writer.liveSum());
    if (!contents.formatStored) {
      Meta.putFormat(batch);
      contents.formatStored = true;
    }
    write(batch);
    batchOpen = false;
    contents.writer.endBatch();
    contents.auxiliary.endBatch();
    publish(appliedIndex, appliedTerm);
  }

  private void write(Batch changes) {
    try {
      contents.backend.write(changes);
    } catch (MvccException e) {
      throw failed(e);
    }
  }

  private void publish(long appliedIndex, long appliedTerm) {
    RangeReader reader =
        new RangeReader(
            contents.index.publish(),
            contents.writer.revision(),
            contents.writer.compactRevision(),
            contents.values);
    view =
        new View(
            reader,
            contents.values,
            contents.leases,
            contents.index.entries(),
            this::view,
            appliedIndex,
            appliedTerm,
            contents.hash.value());
  }

  /** The revision after the operations applied so far, the open batch included. */
  public long revision() {
    return contents.writer.revision();
  }

  // ---- The applying thread: leases.

  /**
   * Adds a lease.
   *
   * @throws MvccException LEASE_EXISTS; LEASE_NOT_FOUND for id 0, which stands for "no lease"
   */
  public void grantLease(long id, long ttlSeconds) {
    checkInBatch();
    TxnCheck.checkNewLease(id, contents.leases);
    putLease(new Lease(id, ttlSeconds, 0));
  }

  /**
   * Removes a lease and deletes its keys in unsigned byte order, all in one revision; without keys
   * the revision stays.
   *
   * @throws MvccException LEASE_NOT_FOUND
   */
  public Applied revokeLease(long id) {
    checkInBatch();
    requireLease(id);
    List<byte[]> keys = contents.leases.keysOf(id);
    contents.leases.remove(id);
    batch.delete(Space.LEASE, leaseKey(id));
    contents.hash.leaseRevoked(id);
    return contents.writer.deleteAll(keys);
  }

  /**
   * Notes how much time a lease had left; 0 removes the note.
   *
   * @throws MvccException LEASE_NOT_FOUND
   */
  public void checkpointLease(long id, long remainingTtlSeconds) {
    checkInBatch();
    putLease(new Lease(id, requireLease(id).ttlSeconds(), remainingTtlSeconds));
  }

  private Lease requireLease(long id) {
    Lease lease = contents.leases.get(id);
    if (lease == null) {
      throw TxnCheck.leaseNotFound(id);
    }
    return lease;
  }

  private void putLease(Lease lease) {
    contents.leases.set(lease);
    batch.put(Space.LEASE, leaseKey(lease.id()), lease.wire());
    contents.hash.lease(lease);
  }

  private static byte[] leaseKey(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }

  /** The leases, the open batch included; for the applying thread alone. */
  public LeaseTable leases() {
    return contents.leases;
  }

  // ---- The applying thread: compaction.

  /**
   * Marks everything below a revision as compacted. Reads below fail once the batch is committed;
   * the space is given back by {@link #compactStep}.
   *
   * @throws MvccException COMPACTED when the mark is there or further already; FUTURE_REVISION
   */
  public void compact(long revision) {
    checkInBatch();
    Compactor.check(revision, contents.writer);
    contents.writer.compactRevision(revision);
    Meta.putScheduled(batch, revision);
    contents.hash.compaction(revision);
  }

  /**
   * Removes a bounded part of what the compaction mark allows to remove. Between batches only. Goes
   * on where a crash interrupted it.
   *
   * @param maxWork the most keys looked at and versions removed, together; 2 or more
   * @return the work done; 0 when nothing is left to do
   */
  public int compactStep(int maxWork) {
    checkUsable();
    if (batchOpen) {
      throw new IllegalStateException("physical compaction must wait for the end of the batch");
    }
    contents.compactor.schedule(contents.writer.compactRevision());
    try {
      int work = contents.compactor.step(maxWork);
      if (work > 0) {
        publish(view.appliedIndex(), view.appliedTerm());
      }
      return work;
    } catch (MvccException e) {
      throw failed(e);
    }
  }

  /** The compaction mark; -1 when never compacted. */
  public long scheduledCompactRevision() {
    return contents.writer.compactRevision();
  }

  /** The mark for which everything removable is removed; -1 when never compacted. */
  public long finishedCompactRevision() {
    return contents.compactor.finished();
  }

  /** Versions that compaction removed since the store was opened or replaced. */
  public long compactedVersions() {
    return contents.compactor.removed();
  }

  // ---- The applying thread: what is kept beside the key space.

  /**
   * Stores a record beside the key space, in the same batch. The state hash takes in every space
   * but META, which may hold what belongs to one member alone.
   */
  public void putAux(Space space, byte[] key, byte[] value) {
    checkAuxiliary(space);
    contents.auxiliary.put(batch, space, key, value);
    if (space != Space.META) {
      contents.hash.auxiliary(space, key, value);
    }
  }

  /** Removes a record beside the key space, in the same batch. */
  public void deleteAux(Space space, byte[] key) {
    checkAuxiliary(space);
    contents.auxiliary.delete(batch, space, key);
    if (space != Space.META) {
      contents.hash.auxiliary(space, key, null);
    }
  }

  private void checkAuxiliary(Space space) {
    checkInBatch();
    if (space == Space.KEY || space == Space.LEASE) {
      throw new IllegalArgumentException(space + " is written by operations only");
    }
  }

  /** A record beside the key space, the open batch included; null if there is none. */
  public byte[] getAux(Space space, byte[] key) {
    return contents.auxiliary.get(space, key);
  }

  /**
   * Visits the records of a space in key order, the open batch included. The space must be small.
   */
  public void scanAux(Space space, Backend.Visitor visitor) {
    contents.auxiliary.scan(space, visitor);
  }

  // ---- Any thread.

  /** The state of the last committed batch. */
  public View view() {
    return view;
  }

  /** Index of the last log entry that is part of the state. */
  public long appliedIndex() {
    return view.appliedIndex();
  }

  /** Term of the last log entry that is part of the state. */
  public long appliedTerm() {
    return view.appliedTerm();
  }

  /**
   * Makes everything up to the present applied index durable. Blocks; not for the applying thread.
   */
  public void flush() {
    durability.flush();
  }

  /**
   * Writes the key index of the present revision, so that the next start need not read the whole
   * history, and then flushes: it may be used from the return on, and not before. Blocks, and takes
   * time by the number of keys; writes go on meanwhile. Not for the applying thread.
   *
   * @return the revision that the index stands for
   * @throws IOException from the channel
   */
  public long saveIndex(WritableByteChannel out) throws IOException {
    View present = view;
    present.saveIndex(out);
    flush();
    return present.revision();
  }

  /** The applied index that is certain to survive a crash; the log is needed from there on. */
  public long flushedAppliedIndex() {
    return durability.flushedAppliedIndex();
  }

  /** Bytes in files, and those of records that wait in memory for a file. */
  public long sizeBytes() {
    return durability.onPresent(present -> present.backend().sizeBytes());
  }

  /**
   * What the engine says of itself, by names of its own, for those who look for the cause of
   * something; empty for one that says nothing. Costs little.
   */
  public Map<String, Long> engineFigures() {
    return durability.onPresent(present -> present.backend().figures());
  }

  /** An estimate of the part of {@link #sizeBytes} that compaction has not removed. */
  public long sizeInUseBytes() {
    return durability.onPresent(
        present -> present.backend().sizeInUseBytes(present.versionCount()));
  }

  /**
   * Writes a consistent copy of the state into a directory that must not exist yet. Which state it
   * is, the copy itself says: {@link StoredPosition#of}.
   */
  public void checkpoint(Path directory) {
    durability.tellPresent(present -> present.backend().checkpoint(directory));
  }

  /**
   * Holds on to everything that the last committed batch left, every space at the same moment, for
   * a long read beside the writes. To be closed soon after: it keeps space from being given back.
   */
  public Pinned pin() {
    return durability.onPresent(present -> present.backend().pin());
  }

  /**
   * Gives back the space of what compaction removed, while everything else goes on. May take long.
   */
  public void defragment() {
    durability.tellPresent(present -> present.backend().defragment(present.versionCount()));
  }

  /**
   * A compaction has come to its end: sees to it that the space comes back, as far as that costs
   * little beside what it gives. In the background; may take a moment.
   */
  public void giveBack() {
    durability.tellPresent(present -> present.backend().giveBack());
  }

  /**
   * The store is about to be closed: {@link #defragment} and {@link #giveBack} end soon, as CLOSED,
   * those under way and later ones. Any thread; does not wait for them.
   */
  public void stopMerging() {
    view.backend().stopMerging();
  }

  /**
   * Closes the backends that were replaced by {@link #install}, each when the last call has left
   * it. May take as long as the longest read.
   */
  public void closeRetired() {
    durability.closeRetired();
  }

  /** Flushes and closes the backend, and those that were replaced. An open batch is lost. */
  @Override
  public void close() {
    closeRetired();
    view.backend().close();
  }

  /** For tests. */
  Contents contents() {
    return contents;
  }

  private void checkInBatch() {
    checkUsable();
    if (!batchOpen) {
      throw new IllegalStateException("no batch is open");
    }
  }

  private void checkUsable() {
    if (failure != null) {
      throw new MvccException(
          failure.kind(), "the store failed earlier: " + failure.getMessage(), failure);
    }
  }

  private MvccException failed(MvccException cause) {
    failure = cause;
    return cause;
  }
}
