package dev.balsa.mvcc;

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

  Contents(Backend backend, StoreConfig config, SavedIndex saved) {
    this.backend = backend;
    Meta meta = new Meta(backend);
    this.formatStored = meta.checkFormat();
    long finished = meta.finishedCompactRevision();
    long scheduled = Math.max(meta.scheduledCompactRevision(), finished);
    Rebuild rebuild = new Startup(backend, meta, config, saved).run(scheduled, finished);
    this.position = new StoredPosition(meta.appliedIndex(), meta.appliedTerm());
    this.index = rebuild.index();
    this.leases = rebuild.leases();
    this.hash = new StateHash(meta.stateHash());
    this.values =
        new StoredValues(
            backend,
            new RecentValues(
                config.recentValues(), config.recentValueMaxBytes(), config.recentBytesMax()),
            new ListedLeaves(config.listedBytesMax()));
    this.writer =
        new Writer(index, values, leases, hash, rebuild.revision(), scheduled, rebuild.liveSum());
    this.compactor =
        new Compactor(index, backend, scheduled, finished, meta.removingCompactRevision());
    this.auxiliary = new AuxiliarySpaces(backend);
  }
}
