package dev.balsa.tools.tidy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One text file of the project.
 *
 * @param path from the root of the project, such as {@code
 *     raft/src/main/java/dev/balsa/raft/Entry.java}
 * @param text all of it
 * @param code for Java: the text with comments and the insides of literals blanked, each character
 *     in its place
 */
record SourceFile(Path path, String text, String code) {

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

  static SourceFile of(Path path, String text) {
    return new SourceFile(path, text, path.toString().endsWith(".java") ? CodeOnly.of(text) : "");
  }

  boolean isJava() {
    return path.toString().endsWith(".java");
  }

  /** Whether it is Java that ships, as opposed to Java that tests. */
  boolean isMain() {
    return isJava() && path.toString().contains("src/main/java/");
  }

  /** The folder of the module at the root, such as {@code raft}. */
  String module() {
    return path.getName(0).toString();
  }

  /** The name without folder and ending. */
  String className() {
    String name = path.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  String packageName() {
    Matcher matcher = PACKAGE.matcher(code);
    return matcher.find() ? matcher.group(1) : "";
  }

  int lineCount() {
    return (int) text.lines().count();
  }

  /** A violation for every place in the code that a pattern matches. */
  List<Violation> violations(Pattern pattern, String message) {
    return violations(code, pattern, message);
  }

  /** A violation for every place in a text of this file that a pattern matches. */
  List<Violation> violations(String in, Pattern pattern, String message) {
    List<Violation> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(in);
    while (matcher.find()) {
      found.add(violation(matcher.start(), message));
    }
    return found;
  }

  /** A violation at an offset of the text. */
  Violation violation(int offset, String message) {
    int line = 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    return new Violation(path, line, message);
  }
}
