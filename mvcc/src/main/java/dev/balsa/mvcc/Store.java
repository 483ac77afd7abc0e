package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Space;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

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

  private final Backend backend;
  private final KeyIndex index;
  private final StoredValues values;
  private final LeaseTable leases;
  private final StateHash hash;
  private final Writer writer;
  private final Compactor compactor;
  private final AuxiliarySpaces auxiliary;
  private final Batch batch = new Batch();

  /** Whether the backend says which format it has; a fresh one does not yet. */
  private boolean formatStored;

  private boolean batchOpen;
  private MvccException failure;

  /**
   * What readers see. The only field that threads share; everything reachable from it is frozen.
   */
  private volatile View view;

  /** Guarded by {@link #flushLock}; written under it, read anywhere. */
  private volatile long flushedAppliedIndex;

  private final Object flushLock = new Object();

  private Store(Backend backend, StoreConfig config) {
    this.backend = backend;
    Meta meta = new Meta(backend);
    this.formatStored = meta.checkFormat();
    long finished = meta.finishedCompactRevision();
    long scheduled = Math.max(meta.scheduledCompactRevision(), finished);
    Rebuild rebuild = new Rebuild(scheduled, config.rebuildProgress());
    rebuild.run(backend);
    long liveSum = rebuild.liveSum();
    checkComplete(meta, rebuild.revision(), liveSum);
    this.index = rebuild.index();
    this.leases = rebuild.leases();
    this.hash = new StateHash(meta.stateHash());
    this.values =
        new StoredValues(
            backend, new RecentValues(config.recentValues(), config.recentValueMaxBytes()));
    this.writer = new Writer(index, values, leases, hash, rebuild.revision(), scheduled, liveSum);
    this.compactor = new Compactor(index, backend, scheduled, finished);
    this.auxiliary = new AuxiliarySpaces(backend);
    this.flushedAppliedIndex = meta.appliedIndex();
    publish(meta.appliedIndex(), meta.appliedTerm());
  }

  /**
   * Opens the store over what the backend holds and takes the backend over; {@link #close} closes
   * both. Rebuilds the key index by one scan of the history.
   *
   * @throws MvccException NEWER_FORMAT, CORRUPT (naming key and revision), STORAGE; the backend is
   *     then still the caller's to close
   */
  public static Store open(Backend backend, StoreConfig config) {
    return new Store(
        Objects.requireNonNull(backend, "backend"), Objects.requireNonNull(config, "config"));
  }

  /**
   * Compares what was rebuilt with what the last batch noted. Data copied from etcd has no such
   * note.
   */
  private static void checkComplete(Meta meta, long revision, long liveSum) {
    long recorded = meta.recordedRevision();
    if (recorded > revision) {
      throw new MvccException(
          Kind.CORRUPT,
          "the history ends at revision "
              + revision
              + ", but revision "
              + recorded
              + " was written");
    }
    if (recorded == revision && meta.liveSum() != liveSum) {
      throw new MvccException(
          Kind.CORRUPT,
          "the history up to revision "
              + revision
              + " is damaged: the newest change of some key is missing");
    }
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
    writer.beginBatch(batch);
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
      return writer.apply(op);
    } catch (Vanished vanished) {
      throw failed(vanished.asCorruption());
    } catch (RuntimeException | Error e) {
      if (writer.isHalfway()) {
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
    Meta.putState(batch, writer.revision(), hash.value(), writer.liveSum());
    if (!formatStored) {
      Meta.putFormat(batch);
      formatStored = true;
    }
    write(batch);
    batchOpen = false;
    writer.endBatch();
    auxiliary.endBatch();
    publish(appliedIndex, appliedTerm);
  }

  private void write(Batch changes) {
    try {
      backend.write(changes);
    } catch (MvccException e) {
      throw failed(e);
    }
  }

  private void publish(long appliedIndex, long appliedTerm) {
    RangeReader reader =
        new RangeReader(index.publish(), writer.revision(), writer.compactRevision(), values);
    view = new View(reader, values, this::view, appliedIndex, appliedTerm, hash.value());
  }

  /** The revision after the operations applied so far, the open batch included. */
  public long revision() {
    return writer.revision();
  }

  // ---- The applying thread: leases.

  /**
   * Adds a lease.
   *
   * @throws MvccException LEASE_EXISTS; LEASE_NOT_FOUND for id 0, which stands for "no lease"
   */
  public void grantLease(long id, long ttlSeconds) {
    checkInBatch();
    if (id == 0) {
      throw TxnCheck.leaseNotFound(id);
    }
    if (leases.get(id) != null) {
      throw new MvccException(
          Kind.LEASE_EXISTS, "lease " + Long.toHexString(id) + " exists already");
    }
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
    List<byte[]> keys = leases.keysOf(id);
    leases.remove(id);
    batch.delete(Space.LEASE, leaseKey(id));
    hash.leaseRevoked(id);
    return writer.deleteAll(keys);
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
    Lease lease = leases.get(id);
    if (lease == null) {
      throw TxnCheck.leaseNotFound(id);
    }
    return lease;
  }

  private void putLease(Lease lease) {
    leases.set(lease);
    batch.put(Space.LEASE, leaseKey(lease.id()), lease.wire());
    hash.lease(lease);
  }

  private static byte[] leaseKey(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }

  /** The leases, the open batch included; for the applying thread alone. */
  public LeaseTable leases() {
    return leases;
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
    if (revision <= writer.compactRevision()) {
      throw new MvccException(
          Kind.COMPACTED,
          "revision " + revision + " is compacted up to " + writer.compactRevision());
    }
    if (revision > writer.revision()) {
      throw new MvccException(
          Kind.FUTURE_REVISION,
          "revision "
              + revision
              + " has not happened yet; the current one is "
              + writer.revision());
    }
    writer.compactRevision(revision);
    Meta.putScheduled(batch, revision);
    hash.compaction(revision);
  }

  /**
   * Removes a bounded part of what the compaction mark allows to remove. Between batches only. Goes
   * on where a crash interrupted it.
   *
   * @param maxWork the most keys looked at and versions removed, together
   * @return the work done; 0 when nothing is left to do
   */
  public int compactStep(int maxWork) {
    checkUsable();
    if (batchOpen) {
      throw new IllegalStateException("physical compaction must wait for the end of the batch");
    }
    if (writer.compactRevision() > compactor.scheduled()) {
      compactor.schedule(writer.compactRevision());
    }
    try {
      int work = compactor.step(maxWork);
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
    return writer.compactRevision();
  }

  /** The mark for which everything removable is removed; -1 when never compacted. */
  public long finishedCompactRevision() {
    return compactor.finished();
  }

  // ---- The applying thread: what is kept beside the key space.

  /**
   * Stores a record beside the key space, in the same batch. The state hash takes in every space
   * but META, which may hold what belongs to one member alone.
   */
  public void putAux(Space space, byte[] key, byte[] value) {
    checkAuxiliary(space);
    auxiliary.put(batch, space, key, value);
    if (space != Space.META) {
      hash.auxiliary(space, key, value);
    }
  }

  /** Removes a record beside the key space, in the same batch. */
  public void deleteAux(Space space, byte[] key) {
    checkAuxiliary(space);
    auxiliary.delete(batch, space, key);
    if (space != Space.META) {
      hash.auxiliary(space, key, null);
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
    return auxiliary.get(space, key);
  }

  /**
   * Visits the records of a space in key order, the open batch included. The space must be small.
   */
  public void scanAux(Space space, Backend.Visitor visitor) {
    auxiliary.scan(space, visitor);
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
    long index = view.appliedIndex();
    backend.flush();
    synchronized (flushLock) {
      flushedAppliedIndex = Math.max(flushedAppliedIndex, index);
    }
  }

  /** The applied index that is certain to survive a crash; the log is needed from there on. */
  public long flushedAppliedIndex() {
    return flushedAppliedIndex;
  }

  /** Bytes on disk and in write buffers. */
  public long sizeBytes() {
    return backend.sizeBytes();
  }

  /** An estimate of the bytes that live records take. */
  public long sizeInUseBytes() {
    return backend.sizeInUseBytes();
  }

  /** Writes a consistent copy of the state into a directory that must not exist yet. */
  public void checkpoint(Path directory) {
    backend.checkpoint(directory);
  }

  /**
   * Gives back the space of what compaction removed, while everything else goes on. May take long.
   */
  public void defragment() {
    backend.defragment();
  }

  /** Flushes and closes the backend. An open batch is lost. */
  @Override
  public void close() {
    backend.close();
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
