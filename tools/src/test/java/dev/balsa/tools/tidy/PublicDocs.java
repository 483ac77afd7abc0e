package dev.balsa.tools.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every public type that other people's programs see has Javadoc. */
final class PublicDocs implements Rule {

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^ *public (?:(?:static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|interface|record|enum|@interface) (\\w+)");

  /** What may stand between Javadoc and a type: annotations, one after the other. */
  private static final Pattern DOCUMENTED =
      Pattern.compile(
          "\\*/\\s*(?:@\\w[\\w.]*(?:\\([^;{]*\\))?\\s*)*(?:@\\w+\\(\\{[^;]*\\}\\)\\s*)*$");

  private static final List<String> FOR_PROGRAMS =
      List.of("dev.balsa.client", "dev.balsa.embedded", "dev.balsa.testkit");

  @Override
  public List<Violation> check(SourceFile file) {
    List<Violation> found = new ArrayList<>();
    if (file.isMain() && FOR_PROGRAMS.stream().anyMatch(file.packageName()::startsWith)) {
      Matcher type = PUBLIC_TYPE.matcher(file.code());
      while (type.find()) {
        String before = file.text().substring(0, type.start());
        String since = before.substring(Math.max(0, before.lastIndexOf("*/")));
        if (!DOCUMENTED.matcher(since).find()) {
          found.add(file.violation(type.start(), type.group(1) + " is public: say what it is"));
        }
      }
    }
    return found;
  }
}
