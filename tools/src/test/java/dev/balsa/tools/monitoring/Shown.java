package dev.balsa.tools.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The series that a {@code /metrics} page shows, each with the names of its labels. */
final class Shown {

  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z0-9_]+)(\\{.*\\})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("([A-Za-z_]+)=\"");
  private static final Pattern TYPE = Pattern.compile("# TYPE ([a-zA-Z0-9_]+) (\\w+)");

  private final Map<String, Set<String>> labels = new TreeMap<>();

  /** Families without a sample, as those are whose labels are alarms, of which there is none. */
  private final Set<String> families = new TreeSet<>();

  static Shown of(String page) {
    Shown shown = new Shown();
    page.lines().forEach(shown::line);
    return shown;
  }

  private void line(String line) {
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (type.matches()) {
      families.add(type.group(1));
    } else if (sample.matches()) {
      Set<String> names = labels.computeIfAbsent(sample.group(1), any -> new TreeSet<>());
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        names.add(label.group(1));
      }
    }
  }

  /** What is missing of a series that somebody asks for; null if nothing is. */
  String missing(String series, Set<String> wanted) {
    Set<String> there = labels.get(series);
    if (there == null) {
      boolean declared = families.contains(series) || families.contains(family(series));
      return declared ? null : series + " is not shown";
    }
    Set<String> lacking = new TreeSet<>(wanted);
    lacking.removeAll(there);
    return lacking.isEmpty() ? null : series + " has no label " + lacking;
  }

  private static String family(String series) {
    return series.replaceAll("_(bucket|sum|count)$", "");
  }
}
