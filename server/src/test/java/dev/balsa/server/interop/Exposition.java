package dev.balsa.server.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@code /metrics} page says, read strictly: a line that fits no rule is an error. */
final class Exposition {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([^ ]+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  record Sample(String name, Map<String, String> labels, double value) {}

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, String> helps = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();

  static Exposition parse(String page) {
    Exposition exposition = new Exposition();
    page.lines().forEach(exposition::line);
    return exposition;
  }

  private void line(String line) {
    if (line.equals("# EOF")) {
      return;
    }
    String[] words = line.split(" ", 4);
    if (line.startsWith("# TYPE ")) {
      require(types.put(words[2], words[3]) == null, "a second type: " + line);
    } else if (line.startsWith("# HELP ")) {
      require(helps.put(words[2], words.length > 3 ? words[3] : "") == null, "twice: " + line);
    } else {
      Matcher sample = SAMPLE.matcher(line);
      require(sample.matches(), "not a sample: " + line);
      samples.add(new Sample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
    }
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    if (text == null) {
      return labels;
    }
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      require(label.find(at) && label.start() == at, "not labels: " + text);
      require(labels.put(label.group(1), label.group(2)) == null, "a label twice: " + text);
      at = label.end();
    }
    return labels;
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  Map<String, String> types() {
    return types;
  }

  String help(String name) {
    return helps.getOrDefault(name, "");
  }

  /** The samples of exactly this name. */
  List<Sample> named(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  /** The names of the labels that a family's samples have, but for a histogram's own. */
  Set<String> labelsOf(String family) {
    Set<String> labels = new TreeSet<>();
    for (Sample sample : samples) {
      if (sample.name().equals(family) || sample.name().equals(family + "_count")) {
        labels.addAll(sample.labels().keySet());
      }
    }
    return labels;
  }

  /** What a family has counted in all: of a histogram, how many observations. */
  double total(String family) {
    String name = types.getOrDefault(family, "").equals("histogram") ? family + "_count" : family;
    return named(name).stream().mapToDouble(Sample::value).sum();
  }

  /** The bounds of a histogram's buckets, as they are written, the last one included. */
  List<String> bounds(String family) {
    return named(family + "_bucket").stream()
        .map(sample -> sample.labels().get("le"))
        .distinct()
        .toList();
  }
}
