package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.check.CheckOptions;
import dev.balsa.jepsen.check.Checks;
import dev.balsa.jepsen.check.Verdict;
import dev.balsa.jepsen.history.HistoryFile;
import dev.balsa.jepsen.live.client.Journal;
import java.io.IOException;
import java.io.StringWriter;

/** Gives what was recorded to the checkers that judge the simulator's histories also. */
final class HistoryChecks {
  private final Journal journal;

  HistoryChecks(Journal journal) {
    this.journal = journal;
  }

  /** What they find becomes a violation, with the smallest part of the history that shows it. */
  void judge() throws IOException {
    Verdict verdict = Checks.judge(journal.history(), CheckOptions.DEFAULT);
    for (var finding : verdict.findings()) {
      StringWriter text = new StringWriter().append(finding.toString());
      if (finding.part() != null) {
        text.append("\nthe smallest part that shows it:\n");
        HistoryFile.write(text, finding.part());
      }
      journal.violation(text.toString());
    }
    verdict.undecided().forEach(why -> journal.violation("undecided: " + why));
  }
}
