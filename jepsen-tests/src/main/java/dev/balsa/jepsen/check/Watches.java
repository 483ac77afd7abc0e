package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.StateReading;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.jepsen.history.WatchMessage;
import dev.balsa.jepsen.history.WatchStart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges every watch: ordered, unique, atomic, reliable, bookmarkable, resumable (a watch that
 * resumes another must be told everything from its start on, like any other), filters and prev_kv.
 * The first broken promise of a watch is reported, with the messages before it.
 */
final class Watches {

  private static final int MESSAGES_SHOWN = 4;

  private Watches() {}

  static List<Finding> check(History history, Timeline timeline, CheckOptions options) {
    Map<Integer, List<WatchMessage>> byWatch = new TreeMap<>();
    for (WatchMessage message : history.messages()) {
      byWatch.computeIfAbsent(message.watch(), any -> new ArrayList<>()).add(message);
    }
    long atRest = history.finals().stream().mapToLong(StateReading::revision).max().orElse(-1);
    Compactions compactions = new Compactions(history);
    Map<String, WatchEvent> told = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (WatchStart watch : history.watches()) {
      WatchJudge judge = new WatchJudge(watch, timeline, compactions, told);
      List<WatchMessage> messages = byWatch.getOrDefault(watch.watch(), List.of());
      Finding finding = judge(watch, judge, messages, atRest);
      if (finding != null && findings.size() < options.maxFindings()) {
        findings.add(finding);
      }
    }
    return findings;
  }

  private static Finding judge(
      WatchStart watch, WatchJudge judge, List<WatchMessage> messages, long atRest) {
    Deque<Object> shown = new ArrayDeque<>();
    for (WatchMessage message : messages) {
      if (shown.size() == MESSAGES_SHOWN) {
        shown.removeFirst();
      }
      shown.addLast(message);
      WatchJudge.Broken broken = judge.judge(message);
      if (broken != null) {
        return finding(watch, broken, shown);
      }
    }
    WatchJudge.Broken broken = atRest < 0 ? null : judge.atRest(atRest);
    return broken == null ? null : finding(watch, broken, shown);
  }

  private static Finding finding(WatchStart watch, WatchJudge.Broken broken, Deque<Object> shown) {
    shown.addFirst(watch);
    return Finding.of(Checker.WATCH, broken.promise(), broken.how(), shown.toArray());
  }
}
