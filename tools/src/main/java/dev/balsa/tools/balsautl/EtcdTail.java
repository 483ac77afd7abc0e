package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.Store;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.Applier;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.auth.AuthConfig;
import dev.balsa.server.auth.AuthState;
import dev.balsa.server.auth.Tokens;
import dev.balsa.tools.waldump.EntryDecoder;
import dev.balsa.wal.WalReader;
import dev.balsa.wal.WalRecord;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in an etcd's log and not in its bbolt file yet. etcd writes its file every tenth of a
 * second or 10,000 changes, so after a crash the end of the log has to be carried out again.
 *
 * <p>All committed entries are carried out. The log says only lazily what is committed; if its
 * member is the only one, whatever it has on disk is.
 */
final class EtcdTail {

  /**
   * More than etcd ever leaves; what is beyond is not an end of a log but a file from elsewhere.
   */
  private static final long MAX_BYTES = 1L << 30;

  private static final int ENTRIES_A_BATCH = 512;

  private final long fileIndex;

  /**
   * The entries after {@link #fileIndex}, later ones in place of earlier ones of the same index.
   */
  private final List<Entry> entries = new ArrayList<>();

  private long bytes;
  private long commit;

  private EtcdTail(long fileIndex) {
    this.fileIndex = fileIndex;
  }

  /**
   * Reads the end of a log.
   *
   * @param fileIndex the index of the last entry that the bbolt file contains
   * @param alone whether the log's member was the only one
   * @throws dev.balsa.wal.WalDamagedException if the log is damaged
   */
  static EtcdTail read(Disk disk, Path walDir, long fileIndex, boolean alone) throws IOException {
    EtcdTail tail = new EtcdTail(fileIndex);
    try (WalReader reader = WalReader.open(disk, walDir)) {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        switch (record.type()) {
          case ENTRY -> tail.add(record.entry());
          case STATE -> tail.note(record.hardState());
          case SNAPSHOT -> tail.note(record.snapshot());
          default -> {
            // says nothing about entries
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UtlException("the log in " + walDir + " is damaged: " + e.getMessage(), e);
    }
    if (!alone) {
      tail.cutToCommitted();
    }
    return tail;
  }

  private void add(Entry entry) throws UtlException {
    if (entry.index() <= fileIndex) {
      return;
    }
    int at = Math.toIntExact(entry.index() - fileIndex - 1);
    if (at > entries.size()) {
      throw new UtlException(
          "the bbolt file ends at log index "
              + fileIndex
              + ", but the log goes on at "
              + entry.index()
              + " only: they do not belong together");
    }
    while (entries.size() > at) {
      bytes -= entries.remove(entries.size() - 1).sizeBytes();
    }
    entries.add(entry);
    bytes += entry.sizeBytes();
    if (bytes > MAX_BYTES) {
      throw new UtlException(
          "the log goes on for more than 1 GiB after the bbolt file ends: start the etcd once and"
              + " stop it, so that it brings its file up to date");
    }
  }

  private void note(HardState state) {
    commit = Math.max(commit, state.commit());
  }

  private void note(SnapshotMark mark) {
    commit = Math.max(commit, mark.index());
  }

  private void cutToCommitted() {
    while (!entries.isEmpty() && entries.get(entries.size() - 1).index() > commit) {
      entries.remove(entries.size() - 1);
    }
  }

  /** How many entries are to be carried out. */
  int size() {
    return entries.size();
  }

  /**
   * Carries the entries out.
   *
   * @throws UtlException if one of them is beyond this version
   */
  void replay(Store store) throws IOException {
    Tokens none = AuthConfig.TokenKind.none().create(null, null);
    AuthState auth = AuthState.load(store, none);
    Applier applier = new Applier(store, ClusterState.load(store), auth);
    for (int from = 0; from < entries.size(); from += ENTRIES_A_BATCH) {
      List<Entry> some = entries.subList(from, Math.min(from + ENTRIES_A_BATCH, entries.size()));
      store.beginBatch();
      for (Entry entry : some) {
        carryOut(applier, entry);
      }
      Entry last = some.get(some.size() - 1);
      store.commitBatch(last.index(), last.term());
    }
  }

  private static void carryOut(Applier applier, Entry entry) throws UtlException {
    if (entry.type() != EntryType.NORMAL || entry.sizeBytes() == 0) {
      return; // who the members of the old cluster were stays behind
    }
    String kind = EntryDecoder.decode(entry).kind();
    if (kind.equals("v2")) {
      return; // members and versions of the old cluster, in the words of etcd before 3.6
    }
    try {
      applier.apply(entry.index(), entry.data());
    } catch (IllegalStateException e) {
      throw new UtlException(
          "the log's entry "
              + entry.index()
              + " ("
              + kind
              + ") is not in the bbolt file yet and cannot be carried out here: start the etcd once"
              + " and stop it, so that it brings its file up to date",
          e);
    }
  }
}
