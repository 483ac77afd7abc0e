package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import java.util.List;
import java.util.stream.Stream;

/** The naive second version of a log: values in lists, copied at every step. */
record LogState(HardState hardState, SnapshotMark snapshot, List<Entry> entries) {

  static final LogState NEW = new LogState(HardState.EMPTY, SnapshotMark.EMPTY, List.of());

  static LogState of(Recovered recovered) {
    return new LogState(recovered.hardState(), recovered.snapshot(), recovered.entries());
  }

  LogState with(HardState state) {
    return new LogState(state, snapshot, entries);
  }

  LogState with(Entry entry) {
    Stream<Entry> before = entries.stream().filter(e -> e.index() < entry.index());
    return new LogState(hardState, snapshot, Stream.concat(before, Stream.of(entry)).toList());
  }

  LogState with(SnapshotMark mark) {
    boolean ours =
        entries.stream().anyMatch(e -> e.index() == mark.index() && e.term() == mark.term());
    List<Entry> after =
        ours ? entries.stream().filter(e -> e.index() > mark.index()).toList() : List.of();
    return new LogState(hardState, mark, after);
  }

  long lastIndex() {
    return entries.isEmpty() ? snapshot.index() : entries.get(entries.size() - 1).index();
  }

  long termAt(long index) {
    return entries.stream()
        .filter(e -> e.index() == index)
        .mapToLong(Entry::term)
        .findFirst()
        .orElse(snapshot.term());
  }
}
