package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.WatchMessage;
import java.util.Map;
import java.util.TreeMap;

/** By when somebody knew that a revision had been reached. */
final class FirstSeen {

  /** By revision, the earliest moment at which that one or a later one was known. */
  private final TreeMap<Long, Long> times = new TreeMap<>();

  FirstSeen(History history) {
    for (Operation op : history.operations()) {
      if (op.reply() != null) {
        times.merge(op.reply().revision(), op.returned(), Math::min);
      }
    }
    for (WatchMessage message : history.messages()) {
      times.merge(message.revision(), message.time(), Math::min);
    }
    long earliest = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> entry : times.descendingMap().entrySet()) {
      earliest = Math.min(earliest, entry.getValue());
      entry.setValue(earliest);
    }
  }

  /** When the revision, or a later one, was first known; Long.MAX_VALUE if it never was. */
  long of(long revision) {
    Map.Entry<Long, Long> entry = times.ceilingEntry(revision);
    return entry == null ? Long.MAX_VALUE : entry.getValue();
  }
}
