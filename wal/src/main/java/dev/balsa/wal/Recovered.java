package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import java.util.List;

/**
 * An opened log and what it said.
 *
 * @param wal the log, ready to be appended to
 * @param metadata the bytes given at its creation
 * @param hardState the last one written, {@link HardState#EMPTY} if there is none
 * @param snapshot the newest mark that the commit index has reached, {@link SnapshotMark#EMPTY} if
 *     there is none
 * @param entries all entries after that mark, those included that are not known to be committed
 * @param repairs what was cut from the end of the log because its writing had been interrupted, one
 *     sentence each, for the operator's log; usually empty
 */
public record Recovered(
    Wal wal,
    byte[] metadata,
    HardState hardState,
    SnapshotMark snapshot,
    List<Entry> entries,
    List<String> repairs) {}
