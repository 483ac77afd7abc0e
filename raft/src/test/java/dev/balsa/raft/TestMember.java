package dev.balsa.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A caller of {@link RaftCore} as a server would be, with a disk and a state machine in memory:
 * what is written survives a crash, what is on its way is lost, and the state machine falls back to
 * where it was last flushed.
 */
class TestMember {

  final long id;
  private final RaftConfig config;
  private final RandomGenerator random;

  /** Null while the member is down. */
  RaftCore core;

  // What survives a crash.
  HardState hardState;
  SnapshotMark walStart;
  List<Entry> wal = new ArrayList<>();
  private long flushedIndex;
  private long flushedTerm;
  private Members flushedMembers;

  // What does not.
  private Ready inFlight;
  private final Deque<Entry> toApply = new ArrayDeque<>();
  long appliedIndex;
  long appliedTerm;
  Members members;

  final List<Message> outgoing = new ArrayList<>();
  final List<ReadState> reads = new ArrayList<>();
  final List<Entry> applied = new ArrayList<>();

  TestMember(RaftConfig config, RandomGenerator random, Restored first) {
    this.id = config.memberId();
    this.config = config;
    this.random = random;
    hardState = first.hardState();
    walStart = first.snapshot();
    flushedIndex = first.appliedIndex();
    flushedTerm = first.snapshot().term();
    flushedMembers = first.members();
    start();
  }

  final void start() {
    inFlight = null;
    toApply.clear();
    outgoing.clear();
    appliedIndex = flushedIndex;
    appliedTerm = flushedTerm;
    members = flushedMembers;
    Restored restored = new Restored(hardState, walStart, members, List.copyOf(wal), flushedIndex);
    core = new RaftCore(config, random, restored);
  }

  boolean isUp() {
    return core != null;
  }

  /** Takes what the core has to say, and leaves the disk and the state machine their time. */
  void pump() {
    while (core.hasReady()) {
      Ready ready = core.ready();
      if (ready.equals(Ready.NOTHING)) {
        return;
      }
      took(ready);
      ready.sendNow().forEach(this::leave);
      ready.committed().forEach(this::committed);
      toApply.addAll(ready.committed());
      reads.addAll(ready.readStates());
      if (ready.hasPersistPart()) {
        inFlight = ready;
      }
    }
  }

  /** Called with everything that the core hands out. */
  void took(Ready ready) {}

  /** Called when a message leaves. */
  void leave(Message message) {
    outgoing.add(message);
  }

  /** Called when an entry is handed out as committed. */
  void committed(Entry entry) {}

  /** Called when an entry has been applied. */
  void applied(Entry entry) {
    applied.add(entry);
  }

  /** Called when entries have been written behind this one. */
  void written(Entry entry, long previousTerm) {}

  boolean hasInFlight() {
    return inFlight != null;
  }

  boolean hasToApply() {
    return !toApply.isEmpty();
  }

  void finishPersist() {
    Ready ready = inFlight;
    inFlight = null;
    if (ready.snapshot() != null) {
      install(ready.snapshot());
    }
    ready.entries().forEach(this::write);
    if (ready.hardState() != null) {
      hardState = ready.hardState();
    }
    ready.sendAfterPersist().forEach(this::leave);
    core.persisted(ready.persistTerm(), ready.persistIndex());
    pump();
  }

  private void write(Entry entry) {
    while (lastWritten() >= entry.index()) {
      wal.remove(wal.size() - 1);
    }
    if (lastWritten() + 1 != entry.index()) {
      throw new AssertionError(entry + " does not follow what is written up to " + lastWritten());
    }
    written(entry, termOnDisk(lastWritten()));
    wal.add(entry);
  }

  long lastWritten() {
    return walStart.index() + wal.size();
  }

  /** The term on disk there; -1 if nothing is. */
  long termOnDisk(long index) {
    if (index <= walStart.index()) {
      return index == walStart.index() ? walStart.term() : -1;
    }
    return index > lastWritten() ? -1 : wal.get((int) (index - walStart.index() - 1)).term();
  }

  private void install(SnapshotMark mark) {
    toApply.clear();
    walStart = mark;
    wal = new ArrayList<>();
    appliedIndex = mark.index();
    appliedTerm = mark.term();
    members = mark.members();
    flush();
  }

  void applyNext() {
    Entry entry = toApply.poll();
    if (entry.type() != EntryType.NORMAL) {
      try {
        members = core.applyConfChange(ConfCodec.decode(entry.data()));
      } catch (IllegalArgumentException refused) {
        // A change that makes no sense here makes no sense anywhere: it is void.
      }
    }
    appliedIndex = entry.index();
    appliedTerm = entry.term();
    applied(entry);
    core.applied(appliedIndex);
    pump();
  }

  void applyAll() {
    while (hasToApply()) {
      applyNext();
    }
  }

  /** The state machine becomes durable, and the log before it can go. */
  final void flush() {
    flushedIndex = appliedIndex;
    flushedTerm = appliedTerm;
    flushedMembers = members;
  }

  SnapshotMark snapshot() {
    return new SnapshotMark(appliedIndex, appliedTerm, members);
  }

  /** Cuts the log, in memory and on disk, at the flushed state. */
  void compact(int keep) {
    long index = Math.min(flushedIndex, core.appliedIndex()) - keep;
    if (index <= walStart.index()) {
      return;
    }
    core.compactLog(index);
    if (keep == 0 && index == flushedIndex && index <= hardState.commit()) {
      SnapshotMark mark = new SnapshotMark(index, flushedTerm, flushedMembers);
      wal = new ArrayList<>(wal.subList((int) (index - walStart.index()), wal.size()));
      walStart = mark;
      core.snapshotted(mark);
    }
  }

  /** Loses memory; of the batch on its way, the first so many entries have made it. */
  void crash(int survivingEntries) {
    if (inFlight != null && inFlight.snapshot() == null) {
      int count = Math.min(survivingEntries, inFlight.entries().size());
      inFlight.entries().subList(0, count).forEach(this::write);
    }
    core = null;
    inFlight = null;
    toApply.clear();
    outgoing.clear();
    reads.clear();
  }
}
