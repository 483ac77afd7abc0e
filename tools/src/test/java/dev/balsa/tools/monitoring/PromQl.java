package dev.balsa.tools.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which series, and which of their labels, a query in Prometheus' language asks for. */
final class PromQl {

  /** A series' name: a word that no parenthesis follows, as a function's would. */
  private static final Pattern NAME =
      Pattern.compile("\\b([a-z][a-z0-9_]*)\\b(?!\\s*[(=!])(\\{[^}]*\\})?");

  private static final Pattern LABEL = Pattern.compile("([A-Za-z_]+)\\s*(=~|!~|!=|=)");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\([^)]*\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");

  private static final Set<String> WORDS = Set.of("or", "and", "unless", "bool", "offset");

  /** Labels that Prometheus adds. */
  private static final Set<String> FROM_OUTSIDE = Set.of("job", "instance");

  private PromQl() {}

  /** Labels by the name of the series that they are asked of. */
  static Map<String, Set<String>> series(String query) {
    Map<String, Set<String>> series = new TreeMap<>();
    String bare = GROUPING.matcher(RANGE.matcher(query).replaceAll(" ")).replaceAll(" ");
    Matcher name = NAME.matcher(bare);
    while (name.find()) {
      if (WORDS.contains(name.group(1)) || isInsideText(bare, name.start())) {
        continue;
      }
      Set<String> labels = series.computeIfAbsent(name.group(1), any -> new TreeSet<>());
      Matcher label = LABEL.matcher(name.group(2) == null ? "" : name.group(2));
      while (label.find()) {
        labels.add(label.group(1));
      }
      labels.removeAll(FROM_OUTSIDE);
    }
    series.remove("up"); // Prometheus' own
    return series;
  }

  /** Whether a place is inside braces or quotes. */
  private static boolean isInsideText(String query, int at) {
    String before = query.substring(0, at);
    boolean quoted = before.chars().filter(c -> c == '"').count() % 2 == 1;
    return quoted || before.lastIndexOf('{') > before.lastIndexOf('}');
  }
}
