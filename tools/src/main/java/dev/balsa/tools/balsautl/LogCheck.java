package dev.balsa.tools.balsautl;

import dev.balsa.raft.HardState;
import dev.balsa.wal.WalDamagedException;
import dev.balsa.wal.WalReader;
import dev.balsa.wal.WalRecord;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** A log, read from its first to its last record. */
final class LogCheck {

  private String problem;
  private String tornAt;
  private long records;
  private long firstIndex;
  private long lastIndex;
  private long markIndex;
  private HardState state = HardState.EMPTY;

  private LogCheck() {}

  static LogCheck read(Disk disk, Path walDir) throws IOException {
    LogCheck check = new LogCheck();
    try (WalReader reader = WalReader.open(disk, walDir)) {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        check.note(record);
      }
      if (reader.torn() != null) {
        check.tornAt = reader.torn().file() + " at byte " + reader.torn().offset();
      }
    } catch (WalDamagedException e) {
      check.problem = e.getMessage();
    }
    return check;
  }

  private void note(WalRecord record) {
    records++;
    try {
      switch (record.type()) {
        case ENTRY -> {
          lastIndex = record.entry().index();
          firstIndex = firstIndex == 0 ? lastIndex : firstIndex;
        }
        case STATE -> state = record.hardState();
        case SNAPSHOT -> {
          markIndex = Math.max(markIndex, record.snapshot().index());
          lastIndex = Math.max(lastIndex, markIndex);
        }
        default -> {
          // nothing to note
        }
      }
    } catch (IllegalArgumentException e) {
      problem = record.file() + " at byte " + record.offset() + ": " + e.getMessage();
    }
  }

  /** What is damaged, with file and offset; null if nothing is. */
  String problem() {
    return problem;
  }

  /** Up to where a store stands for the log. */
  long markIndex() {
    return markIndex;
  }

  String summary() {
    return records
        + " records, entries "
        + firstIndex
        + " to "
        + lastIndex
        + ", mark at "
        + markIndex
        + ", term "
        + state.term()
        + ", committed "
        + state.commit()
        + (tornAt == null ? "" : ", an unfinished write at its end (" + tornAt + ")");
  }

  /** Why a store that has applied the log up to an index does not belong to it; null if it does. */
  String apartFrom(long appliedIndex) {
    if (appliedIndex >= markIndex && appliedIndex <= lastIndex) {
      return null;
    }
    return "the store has applied the log up to "
        + appliedIndex
        + ", but the log reaches from its mark at "
        + markIndex
        + " to "
        + lastIndex;
  }
}
