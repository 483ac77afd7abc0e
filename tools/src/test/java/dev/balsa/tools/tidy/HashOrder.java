package dev.balsa.tools.tidy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Going through a hash map or set in the order of its hashes, which differs from run to run.
 *
 * <p>Knows what a file itself makes with {@code new HashMap} or {@code new HashSet}. Where the
 * order cannot reach anything, a comment with the word "order" on the line or the two above says
 * why.
 */
final class HashOrder implements Rule {

  private static final Set<String> MODULES = Set.of("raft", "wal", "mvcc", "watch", "server");
  private static final Pattern MADE =
      Pattern.compile(
          "\\b(\\w+)\\s*=\\s*new\\s+(?:java\\.util\\.)?(?:concurrent\\.)?(?:Concurrent)?Hash(?:Map|Set)\\b");

  @Override
  public List<Violation> check(SourceFile file) {
    List<Violation> violations = new ArrayList<>();
    if (!file.isMain() || !MODULES.contains(file.module())) {
      return violations;
    }
    Set<String> names = new LinkedHashSet<>();
    Matcher made = MADE.matcher(file.code());
    while (made.find()) {
      names.add(made.group(1));
    }
    for (String name : names) {
      String walks = "(keySet|values|entrySet|forEach|stream|iterator|replaceAll)\\s*\\(";
      Pattern walk =
          Pattern.compile(
              "\\b"
                  + name
                  + "\\s*\\.\\s*"
                  + walks
                  + "|\\bfor\\s*\\([^;:()]*:\\s*"
                  + name
                  + "\\s*\\)");
      Matcher matcher = walk.matcher(file.code());
      while (matcher.find()) {
        if (!explained(file, matcher.start())) {
          violations.add(
              file.violation(
                  matcher.start(),
                  "the order of a hash: take a TreeMap, TreeSet, LinkedHashMap or say in a comment why no order shows"));
        }
      }
    }
    return violations;
  }

  private static boolean explained(SourceFile file, int offset) {
    int from = offset;
    for (int lines = 0; lines < 3 && from > 0; lines++) {
      from = file.text().lastIndexOf('\n', from - 1);
    }
    int to = file.text().indexOf('\n', offset);
    String around = file.text().substring(Math.max(from, 0), to < 0 ? file.text().length() : to);
    return Pattern.compile("//.*\\border\\b").matcher(around).find();
  }
}
