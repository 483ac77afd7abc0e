package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Refusals;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.List;

/**
 * A compaction takes only what nobody needs: a read is refused as compacted only if somebody
 * compacted beyond its revision, and every key's newest version outlives every compaction.
 */
final class CompactionLoss {

  private CompactionLoss() {}

  static List<Finding> check(History history, Timeline timeline, CheckOptions options) {
    List<Finding> findings = new ArrayList<>();
    Compactions compactions = new Compactions(history);
    for (Operation op : history.operations()) {
      if (Refusals.COMPACTED.equals(op.refusal())
          && op.request() instanceof Request.Range range
          && !compactions.mayHide(range.revision(), op.returned())) {
        findings.add(
            Finding.of(
                Checker.COMPACTION,
                "refused as compacted only what was compacted",
                "nobody had compacted beyond revision " + range.revision(),
                op));
      }
    }
    for (StateReading reading : history.finals()) {
      Readings held = new Readings(reading);
      for (KeyVersion kv : timeline.range("", "\0", reading.revision())) {
        if (kv.modRevision() <= reading.compactRevision()
            && reading.revision() <= timeline.lastRevision()
            && held.get(kv.key()) == null) {
          findings.add(
              Finding.of(
                  Checker.COMPACTION,
                  "compaction never loses a live version",
                  "compacted up to "
                      + reading.compactRevision()
                      + ", "
                      + reading.member()
                      + " no longer has "
                      + Lines.version(kv)));
        }
      }
    }
    return findings.size() > options.maxFindings()
        ? findings.subList(0, options.maxFindings())
        : findings;
  }
}
