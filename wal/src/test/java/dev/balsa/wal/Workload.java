package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Does to a log whatever raft may do to it, chosen at random, and knows at each moment which states
 * the log may be found in after a crash: each one since the last durable state, record by record.
 */
final class Workload {

  static final Path DIR = Path.of("/data/member/wal");
  static final byte[] METADATA = new WalMetadata(0x1234, 0x5678).encode();

  private final Disk disk;
  private final WalConfig config;
  private final RandomGenerator random;
  private final List<LogState> possible = new ArrayList<>();
  private Wal wal;
  private boolean created;
  private boolean inUse;

  Workload(Disk disk, WalConfig config, RandomGenerator random) {
    this.disk = disk;
    this.config = config;
    this.random = random;
    possible.add(LogState.NEW);
  }

  /** The states that a crash now may leave, the first one being durable. */
  List<LogState> possible() {
    return possible;
  }

  boolean created() {
    return created;
  }

  Disk disk() {
    return disk;
  }

  Wal wal() {
    return wal;
  }

  /** Whether the log is open, as opposed to being closed or opened. */
  boolean inUse() {
    return inUse;
  }

  void create() throws IOException {
    wal = Wal.create(disk, DIR, config, METADATA);
    created = true;
    inUse = true;
  }

  /** Opens the log, which must be in one of the possible states, and goes on from there. */
  Recovered reopen() throws IOException {
    Recovered recovered = Wal.open(disk, DIR, config);
    LogState found = LogState.of(recovered);
    if (!possible.contains(found)) {
      recovered.wal().close();
      throw new AssertionError("found " + found + "\n instead of one of " + possible);
    }
    wal = recovered.wal();
    created = true;
    inUse = true;
    possible.clear();
    possible.add(found);
    return recovered;
  }

  void run(int steps) throws IOException {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  void step() throws IOException {
    switch (random.nextInt(16)) {
      case 0 -> commitOnly();
      case 1 -> voteInNextTerm();
      case 2 -> overwriteTail();
      case 3 -> markOwnSnapshot();
      case 4 -> installSnapshot();
      case 5 -> wal.release(now().snapshot().index());
      case 6, 7 -> wal.doWork();
      case 8 -> closeAndReopen();
      case 9 -> appendAtEnd(false);
      default -> appendAtEnd(true);
    }
  }

  private LogState now() {
    return possible.get(possible.size() - 1);
  }

  private void appendAtEnd(boolean sync) throws IOException {
    long term = Math.max(1, now().hardState().term());
    long from = now().lastIndex() + 1;
    append(
        new HardState(term, now().hardState().vote(), commitUpTo(from - 1)),
        entries(term, from),
        sync);
  }

  private void overwriteTail() throws IOException {
    HardState state = now().hardState();
    long term = state.term() + 1;
    long firstFree = Math.max(state.commit(), now().snapshot().index()) + 1;
    long from = firstFree + random.nextLong(now().lastIndex() + 2 - firstFree);
    append(new HardState(term, 0, state.commit()), entries(term, from), true);
  }

  private void commitOnly() throws IOException {
    HardState state = now().hardState();
    if (state.term() > 0) {
      HardState next = new HardState(state.term(), state.vote(), commitUpTo(now().lastIndex()));
      append(next, List.of(), false);
    }
  }

  private void voteInNextTerm() throws IOException {
    HardState state = now().hardState();
    append(new HardState(state.term() + 1, 3, state.commit()), List.of(), true);
  }

  private void append(HardState state, List<Entry> entries, boolean sync) throws IOException {
    if (!entries.isEmpty() && state.mustSyncAfter(now().hardState())) {
      HardState first = new HardState(state.term(), state.vote(), now().hardState().commit());
      possible.add(now().with(first));
    }
    for (Entry entry : entries) {
      possible.add(now().with(entry));
    }
    possible.add(now().with(state));
    wal.append(state, entries, sync);
    if (sync) {
      durable();
    }
  }

  private void markOwnSnapshot() throws IOException {
    long index = now().hardState().commit();
    if (index > now().snapshot().index()) {
      save(new SnapshotMark(index, now().termAt(index), Members.ofVoters(1L, 2L, 3L)));
    }
  }

  private void installSnapshot() throws IOException {
    HardState state = now().hardState();
    if (state.term() > 0) {
      // Beyond the end, or inside an uncommitted tail that turns out to be wrong.
      long least = Math.max(state.commit(), now().snapshot().index()) + 1;
      long index = least + random.nextInt(10);
      save(new SnapshotMark(index, state.term() + random.nextInt(2), Members.ofVoters(1L, 9L)));
    }
  }

  private void save(SnapshotMark mark) throws IOException {
    HardState state = now().hardState();
    long vote = mark.term() > state.term() ? 0 : state.vote();
    LogState next = now().with(mark);
    if (mark.index() > state.commit()) {
      next = next.with(new HardState(Math.max(mark.term(), state.term()), vote, mark.index()));
    }
    possible.add(next);
    wal.saveSnapshot(mark);
    durable();
  }

  private void closeAndReopen() throws IOException {
    inUse = false;
    wal.close();
    durable();
    reopen();
  }

  private void durable() {
    possible.subList(0, possible.size() - 1).clear();
  }

  private long commitUpTo(long last) {
    long commit = now().hardState().commit();
    return commit + random.nextLong(Math.max(0, last - commit) + 1);
  }

  private List<Entry> entries(long term, long from) {
    List<Entry> entries = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[random.nextInt(4) == 0 ? random.nextInt(1500) : random.nextInt(40)];
      if (random.nextInt(3) > 0) {
        random.nextBytes(data); // The others are zeros, which look like missing sectors.
      }
      EntryType type = random.nextInt(8) == 0 ? EntryType.CONF_CHANGE_V2 : EntryType.NORMAL;
      entries.add(new Entry(term, from + i, type, data));
    }
    return entries;
  }
}
