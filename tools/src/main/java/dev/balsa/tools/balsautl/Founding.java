package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import dev.balsa.server.node.FirstEntries;
import dev.balsa.wal.Wal;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.WalMetadata;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes the data directory of a member of a new cluster that begins with a state instead of with
 * nothing.
 *
 * <p>The log begins as every log does, with one entry for each member, and a mark behind them that
 * says that the store stands for all of it. So every member of the new cluster has the same log and
 * the same state, whatever log the state once came from.
 */
final class Founding {

  /** Changes the imported state before the members are written into it. */
  @FunctionalInterface
  interface Finish {
    /** Does nothing: the state is complete as it was imported. */
    Finish NOTHING = store -> {};

    void on(Store store) throws IOException;
  }

  /**
   * What was made.
   *
   * @param records how many records of the history were imported
   */
  record Result(long revision, long compactRevision, long keys, long leases, long records) {}

  private final ClusterFlags.Plan plan;
  private final PrintWriter err;
  private final long aboutRecords;

  /**
   * @param aboutRecords how many records there are to be imported, about
   */
  Founding(ClusterFlags.Plan plan, PrintWriter err, long aboutRecords) {
    this.plan = plan;
    this.err = err;
    this.aboutRecords = aboutRecords;
  }

  /**
   * Imports a state and makes the directory; it is there as a whole afterwards, or not at all.
   *
   * @param bumpBy how far to move the revision ahead; 0 for not at all
   * @throws dev.balsa.mvcc.MvccException if the state contradicts itself
   */
  Result run(Backend state, long bumpBy, Finish finish) throws IOException {
    try (NewMember member = NewMember.begin(plan.dataDir(), plan.walDir())) {
      Result result = makeStore(member, state, bumpBy, finish);
      makeLog(member);
      member.complete();
      return result;
    }
  }

  private Result makeStore(NewMember member, Backend state, long bumpBy, Finish finish)
      throws IOException {
    RocksBackend backend = RocksBackend.open(member.storeDirectory());
    try {
      long records = copy(state, backend, bumpBy);
      Store store = check(backend, records);
      finish.on(store);
      putMembers(store);
      store.flush();
      return new Result(
          store.view().revision(),
          store.view().compactRevision(),
          store.view().keyCount(),
          store.leases().size(),
          records);
    } finally {
      backend.close();
    }
  }

  private long copy(Backend state, RocksBackend backend, long bumpBy) {
    try (Progress progress = new Progress(err, "importing", "revisions", aboutRecords)) {
      StateImport copy = new StateImport(state, backend, progress);
      long records = copy.run();
      if (bumpBy > 0) {
        copy.bump(bumpBy);
      }
      return records;
    }
  }

  private Store check(RocksBackend backend, long records) {
    try (Progress progress = new Progress(err, "checking", "revisions", records)) {
      return Store.open(backend, StoreConfig.DEFAULT.withRebuildProgress(progress));
    }
  }

  private void putMembers(Store store) {
    store.beginBatch();
    for (MemberInfo member : plan.members()) {
      byte[] key = Long.toHexString(member.id()).getBytes(StandardCharsets.US_ASCII);
      store.putAux(Space.MEMBERS, key, MemberJson.encode(member));
    }
    store.commitBatch(plan.members().size(), FirstEntries.TERM);
  }

  private void makeLog(NewMember member) throws IOException {
    byte[] metadata = new WalMetadata(plan.self().id(), plan.clusterId()).encode();
    List<Entry> entries = FirstEntries.of(plan.members());
    long last = entries.size();
    Long[] ids = plan.members().stream().map(MemberInfo::id).toArray(Long[]::new);
    try (Wal wal = Wal.create(member.disk(), member.walDirectory(), WalConfig.DEFAULT, metadata)) {
      wal.append(new HardState(FirstEntries.TERM, ids[0], last), entries, true);
      wal.saveSnapshot(new SnapshotMark(last, FirstEntries.TERM, Members.ofVoters(ids)));
    }
  }
}
