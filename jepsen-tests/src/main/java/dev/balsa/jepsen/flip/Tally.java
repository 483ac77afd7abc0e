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
  private static final Pattern OFFSET = Pattern.compile("(byte|offset|block) ?\\d+");

  private final Map<String, Map<Ending, Integer>> byFile = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Map<String, String> examples = new TreeMap<>();
  private int refused;
  private int namedFile;
  private int namedOffset;

  void add(FlippedByte which, WatchedWorker.Answer answer) {
    String kind = kind(which.file());
    byFile
        .computeIfAbsent(kind, any -> new EnumMap<>(Ending.class))
        .merge(answer.ending(), 1, Integer::sum);
    examples.putIfAbsent(kind + ", " + answer.ending().words(), which + ": " + answer.message());
    if (answer.ending() == Ending.REFUSED) {
      refused++;
      boolean file = answer.message().contains(which.file().getFileName().toString());
      namedFile += file ? 1 : 0;
      if (!file) {
        examples.putIfAbsent(kind + ", names another file", which + ": " + answer.message());
      }
      namedOffset += file && OFFSET.matcher(answer.message()).find() ? 1 : 0;
    }
    if (!answer.ending().isAllowed() && findings.size() < FINDINGS_MAX) {
      findings.add(which + " " + answer.ending().words() + ": " + answer.message());
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
        "of %d refusals %d name the file that is damaged, %d of them a place in it%n",
        refused,
        namedFile,
        namedOffset);
  }

  /** One of each. */
  void printExamples(PrintStream out) {
    examples.forEach((what, example) -> out.println("  " + what + "\n    " + example));
  }
}
