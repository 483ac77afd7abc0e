package dev.balsa.jepsen.flip;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts endings by kind of file, and keeps what must not be. */
final class Tally {

  private static final int FINDINGS_MAX = 50;
  private static final Pattern PLACE = Pattern.compile("(byte|offset|block) ?\\d+");

  private final Map<String, Map<Ending, Integer>> byFile = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Map<String, String> examples = new TreeMap<>();
  private int reports;
  private int namedFile;
  private int namedPlace;

  void add(FlippedByte which, WatchedWorker.Answer answer) {
    String kind = kind(which.file());
    byFile
        .computeIfAbsent(kind, any -> new EnumMap<>(Ending.class))
        .merge(answer.ending(), 1, Integer::sum);
    examples.putIfAbsent(kind + ", " + answer.ending().words(), which + ": " + answer.message());
    if (answer.ending().isReport()) {
      report(which, answer);
    }
    if (!answer.ending().isAllowed()) {
      find(which + " " + answer.ending().words() + ": " + answer.message());
    }
  }

  /** Whoever is told of damage must know where to look. */
  private void report(FlippedByte which, WatchedWorker.Answer answer) {
    reports++;
    if (!answer.message().contains(which.file().getFileName().toString())) {
      find(which + " is told of without the name of its file: " + answer.message());
      return;
    }
    namedFile++;
    namedPlace += PLACE.matcher(answer.message()).find() ? 1 : 0;
  }

  private void find(String finding) {
    if (findings.size() < FINDINGS_MAX) {
      findings.add(finding);
    }
  }

  /** What must not be; empty if all is well. */
  List<String> findings() {
    return findings;
  }

  /** Files that are of one kind have names that differ in numbers. */
  private static String kind(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".wal")) {
      return "log (.wal)";
    }
    return name.endsWith(".sst") ? "store (.sst)" : name.replaceAll("[-.]?\\d+", "");
  }

  void print(PrintStream out) {
    byFile.forEach(
        (kind, endings) ->
            endings.forEach(
                (ending, count) ->
                    out.printf(Locale.ROOT, "%-14s %7d  %s%n", kind, count, ending.words())));
    out.printf(
        Locale.ROOT,
        "of %d reports of damage %d name the file that is damaged, %d of them a place in it%n",
        reports,
        namedFile,
        namedPlace);
  }

  /** One of each. */
  void printExamples(PrintStream out) {
    examples.forEach((what, example) -> out.println("  " + what + "\n    " + example));
  }
}
