package dev.balsa.jepsen.live.report;

import dev.balsa.jepsen.live.scenario.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** For how long no write succeeded, over several parts of a run. */
public final class GapTable {
  private GapTable() {}

  static Map<String, List<Double>> merged(List<Result> results) {
    Map<String, List<Double>> merged = new TreeMap<>();
    for (Result result : results) {
      result
          .gaps()
          .forEach(
              (kind, millis) ->
                  merged.computeIfAbsent(kind, name -> new ArrayList<>()).addAll(millis));
    }
    merged.values().forEach(millis -> millis.sort(null));
    return merged;
  }

  /** One line a kind of fault. */
  public static List<String> lines(List<Result> results) {
    List<String> lines = new ArrayList<>();
    merged(results)
        .forEach(
            (kind, millis) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%-34s %4d   %6.0f ms   %6.0f ms",
                        kind,
                        millis.size(),
                        millis.get(millis.size() / 2),
                        millis.get(millis.size() - 1))));
    return lines;
  }
}
