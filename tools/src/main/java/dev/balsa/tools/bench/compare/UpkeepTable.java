package dev.balsa.tools.bench.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Latencies of puts beside each upkeep: the medians of all turns of a side, as Markdown. */
final class UpkeepTable {
  static final double P50 = 50;
  static final double P99 = 99;
  static final double P999 = 99.9;
  static final double WORST = 100;

  private final List<Map<Upkeep, UpkeepRun.Done>> a = new ArrayList<>();
  private final List<Map<Upkeep, UpkeepRun.Done>> b = new ArrayList<>();

  /** Adds a pair of turns. */
  void add(Map<Upkeep, UpkeepRun.Done> ofA, Map<Upkeep, UpkeepRun.Done> ofB) {
    a.add(new EnumMap<>(ofA));
    b.add(new EnumMap<>(ofB));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| beside the puts  | side |  p50 ms |  p99 ms | p99.9 ms | worst ms | p99.9 to quiet |"
            + " upkeep s | errors |\n");
    text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (Upkeep upkeep : Upkeep.values()) {
      text.append(line(upkeep, "A", a)).append(line(upkeep, "B", b));
    }
    text.append('\n');
    for (Upkeep upkeep : Upkeep.values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: p99.9 of B is %.2f of A's, in pairs %s%n",
              upkeep.words(),
              millis(upkeep, b, P999) / millis(upkeep, a, P999),
              pairs(upkeep)));
    }
    return text.toString();
  }

  private String pairs(Upkeep upkeep) {
    List<String> ratios = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      double ofA = a.get(i).get(upkeep).puts().millisAt(P999);
      double ofB = b.get(i).get(upkeep).puts().millisAt(P999);
      ratios.add(String.format(Locale.ROOT, "%.2f", ofB / ofA));
    }
    return String.join(" ", ratios);
  }

  private static String line(Upkeep upkeep, String side, List<Map<Upkeep, UpkeepRun.Done>> turns) {
    List<UpkeepRun.Done> done = turns.stream().map(turn -> turn.get(upkeep)).toList();
    double once =
        Comparison.median(
            done.stream().map(each -> each.upkeepSeconds() / Math.max(1, each.times())).toList());
    return String.format(
        Locale.ROOT,
        "| %-16s | %-4s | %7.2f | %7.2f | %8.2f | %8.1f | %14.2f | %8.2f | %6d |%n",
        upkeep.words(),
        side,
        millis(upkeep, turns, P50),
        millis(upkeep, turns, P99),
        millis(upkeep, turns, P999),
        millis(upkeep, turns, WORST),
        millis(upkeep, turns, P999) / millis(Upkeep.QUIET, turns, P999),
        once,
        done.stream().mapToLong(each -> each.puts().failed()).sum());
  }

  private static double millis(
      Upkeep upkeep, List<Map<Upkeep, UpkeepRun.Done>> turns, double percentile) {
    return Comparison.median(
        turns.stream().map(turn -> turn.get(upkeep).puts().millisAt(percentile)).toList());
  }
}
