package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;

/**
 * One backend and everything that is rebuilt from it. A store has one of these at a time;
 * installing a copy of another member's store replaces it as a whole.
 */
final class Contents {

  final Backend backend;
  final KeyIndex index;
  final StoredValues values;
  final LeaseTable leases;
  final StateHash hash;
  final Writer writer;
  final Compactor compactor;
  final AuxiliarySpaces auxiliary;

  /** What the backend had applied when it was read. */
  final StoredPosition position;

  /** Whether the backend says which format it has; a fresh one does not yet. */
  boolean formatStored;

  Contents(Backend backend, StoreConfig config) {
    this.backend = backend;
    Meta meta = new Meta(backend);
    this.formatStored = meta.checkFormat();
    long finished = meta.finishedCompactRevision();
    long scheduled = Math.max(meta.scheduledCompactRevision(), finished);
    Rebuild rebuild = new Rebuild(scheduled, config.rebuildProgress());
    rebuild.run(backend);
    long liveSum = rebuild.liveSum();
    checkComplete(meta, rebuild.revision(), liveSum);
    this.position = new StoredPosition(meta.appliedIndex(), meta.appliedTerm());
    this.index = rebuild.index();
    this.leases = rebuild.leases();
    this.hash = new StateHash(meta.stateHash());
    this.values =
        new StoredValues(
            backend, new RecentValues(config.recentValues(), config.recentValueMaxBytes()));
    this.writer = new Writer(index, values, leases, hash, rebuild.revision(), scheduled, liveSum);
    this.compactor = new Compactor(index, backend, scheduled, finished);
    this.auxiliary = new AuxiliarySpaces(backend);
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
}
