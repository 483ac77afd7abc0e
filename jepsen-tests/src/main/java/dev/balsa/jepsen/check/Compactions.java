package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Request;
import java.util.Map;
import java.util.TreeMap;

/** Which compactions were asked for, and since when. */
final class Compactions {

  /** By revision, the first time somebody asked for it and was not refused. */
  private final TreeMap<Long, Long> asked = new TreeMap<>();

  Compactions(History history) {
    if (history.initial() != null && history.initial().compactRevision() > 0) {
      asked.put(history.initial().compactRevision(), Long.MIN_VALUE);
    }
    for (Operation op : history.operations()) {
      if (op.request() instanceof Request.Compact compact && op.refusal() == null) {
        asked.merge(compact.revision(), op.invoked(), Math::min);
      }
    }
  }

  /** Whether by this time somebody may have compacted so that the revision cannot be read. */
  boolean mayHide(long revision, long time) {
    return mayHaveReached(revision + 1, time);
  }

  /** Whether by this time somebody may have compacted to the revision or beyond. */
  boolean mayHaveReached(long revision, long time) {
    for (Map.Entry<Long, Long> entry : asked.tailMap(revision, true).entrySet()) {
      if (entry.getValue() <= time) {
        return true;
      }
    }
    return false;
  }
}
