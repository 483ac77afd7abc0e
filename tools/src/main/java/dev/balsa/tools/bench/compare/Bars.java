package dev.balsa.tools.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What Balsa means to reach beside Debian's etcd 3.4, row by row; nothing beside anybody else. */
record Bars(Map<String, Bar> rows, Map<String, ReadingBar> readings) {

  /**
   * The bar of a load.
   *
   * @param ratioMin B by A at least: operations a second; of a paced load A's p99 by B's
   * @param cpuMax B's processor time for an operation, by A's, at most
   * @param p99NoWorse whether B's p99 must not be above A's
   */
  record Bar(double ratioMin, double cpuMax, boolean p99NoWorse) {
    String words() {
      return String.format(Locale.ROOT, "≥ %s, CPU ≤ %s", plain(ratioMin), plain(cpuMax))
          + (p99NoWorse ? ", p99 ≤ 1" : "");
    }

    /** Which parts of it a line does not reach; none if it is met. */
    String missed(Comparison.Line line) {
      List<String> missed = new ArrayList<>();
      if (!(line.ratio() >= ratioMin)) {
        missed.add("ratio");
      }
      if (!(line.cpuRatio() <= cpuMax)) {
        missed.add("CPU");
      }
      if (p99NoWorse && !(line.b().p99() <= line.a().p99())) {
        missed.add("p99");
      }
      if (line.failed() > 0) {
        missed.add("errors");
      }
      return String.join(", ", missed);
    }
  }

  /**
   * The bar of a reading.
   *
   * @param ratioMax B by A at most
   * @param most B at most; infinite if only the ratio counts
   */
  record ReadingBar(double ratioMax, double most) {
    String words() {
      return "≤ " + plain(ratioMax) + (Double.isInfinite(most) ? "" : " and under " + plain(most));
    }

    String missed(Comparison.ReadingLine line) {
      return line.b() / line.a() <= ratioMax && line.b() < most ? "" : "missed";
    }
  }

  /** Nothing is demanded. */
  static final Bars NONE = new Bars(Map.of(), Map.of());

  /** One member beside one of etcd's. */
  private static final Bars ALONE =
      new Bars(
          Map.ofEntries(
              Map.entry("put-1", new Bar(1.2, 0.9, true)),
              Map.entry("put-100", new Bar(2, 0.5, false)),
              Map.entry("put-1024", new Bar(2.2, 0.35, false)),
              Map.entry("get", new Bar(4, 0.2, false)),
              Map.entry("get-serializable", new Bar(4.5, 0.2, false)),
              Map.entry("txn", new Bar(5, 0.2, false)),
              Map.entry("mixed", new Bar(4, 0.2, false)),
              Map.entry("list", new Bar(8, 0.15, false)),
              Map.entry("list-page", new Bar(8, 0.15, false)),
              Map.entry("watch", new Bar(3, 0.4, false)),
              Map.entry("watch-age", new Bar(2, 0.4, false)),
              Map.entry("lease-grant", new Bar(5, 0.4, false)),
              Map.entry("lease-keepalive", new Bar(2.5, 0.4, false))),
          Map.of(
              MillionKeys.FILLED, new ReadingBar(1, Double.POSITIVE_INFINITY),
              MillionKeys.RESTART, new ReadingBar(0.5, 3),
              MillionKeys.RESTARTED, new ReadingBar(1, Double.POSITIVE_INFINITY)));

  /** Three members beside three of etcd's; processor time is that of all together. */
  private static final Bars THREE =
      new Bars(
          Map.of(
              "put-1", new Bar(1.2, 0.6, false),
              "put-100", new Bar(1.5, 0.6, false),
              "put-1024", new Bar(1.3, 0.6, false)),
          Map.of());

  /** What is demanded beside a server of this version. */
  static Bars beside(Subject a, int members) {
    if (!a.version().startsWith("etcd ")) {
      return NONE;
    }
    return members == 1 ? ALONE : THREE;
  }

  /** Two cells for a line: the bar, and whether it is met. */
  List<String> cells(Comparison.Line line) {
    Bar bar = rows.get(line.row().id());
    return bar == null ? List.of("", "") : List.of(bar.words(), verdict(bar.missed(line)));
  }

  /** Two cells for a reading. */
  List<String> cells(Comparison.ReadingLine line) {
    ReadingBar bar = readings.get(line.name());
    return bar == null ? List.of("", "") : List.of(bar.words(), verdict(bar.missed(line)));
  }

  private static String verdict(String missed) {
    if (missed.isEmpty()) {
      return "met";
    }
    return missed.equals("missed") ? missed : "missed: " + missed;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
