package dev.balsa.tools.tidy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules that are one pattern each. */
final class PlainRules {

  static final int MAX_FILE_LINES = 500;

  // Put together, so that this file keeps its own rules.
  private static final Pattern LATER =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|\\bfor n" + "ow\\b");
  private static final Pattern WORKPLACE =
      Pattern.compile(
          "/wo"
              + "rk/|/tm"
              + "p/w/|/ro"
              + "ot/|\\b(?:re"
              + "po1?\\.maven|qu"
              + "ay\\.io|gh"
              + "cr\\.io|gc"
              + "r\\.io|docker\\.i"
              + "o|registry\\.[a-z]+\\.(?:io|org|com))\\b");
  private static final Pattern MUTABLE_STATIC =
      Pattern.compile(
          "(?m)^\\s*(?:(?:private|protected|public|volatile|transient)\\s+)*static\\s+(?!final\\b|class\\b|interface\\b|enum\\b|record\\b|abstract\\b|sealed\\b|non-sealed\\b|synchronized\\b|native\\b|strictfp\\b)"
              + "(?:volatile\\s+)?[\\w.<>\\[\\],? ]+?\\s+\\w+\\s*(?:=[^=]|;)");
  private static final Pattern MUTABLE_CONSTANT =
      Pattern.compile(
          "\\bstatic\\s+final\\s+[\\w.<>\\[\\],? ]+\\s+\\w+\\s*=\\s*new\\s+(?:Atomic\\w+|LongAdder|\\w*(?:HashMap|HashSet|TreeMap|TreeSet|ArrayList|LinkedList|ArrayDeque|Queue|ThreadLocal))\\b");
  private static final Pattern EXIT =
      Pattern.compile(
          "\\bSystem\\s*\\.\\s*exit\\b|\\bRuntime\\s*\\.\\s*getRuntime\\(\\)\\s*\\.\\s*halt\\b");
  private static final Pattern MAIN = Pattern.compile("\\bstatic\\s+void\\s+main\\s*\\(");

  /**
   * Ends the process when a second signal comes or closing hangs; there is no main method to return
   * to.
   */
  private static final Set<String> MAY_END_THE_PROCESS = Set.of("Shutdown");

  private PlainRules() {}

  static List<Violation> nothingPutOff(SourceFile file) {
    return file.violations(file.text(), LATER, "do it, or say in words what is missing and why");
  }

  static List<Violation> noWorkplace(SourceFile file) {
    return file.violations(
        file.text(),
        WORKPLACE,
        "a path of one machine or the name of a registry has no place here");
  }

  static List<Violation> noMutableStatics(SourceFile file) {
    if (!file.isMain()) {
      return List.of();
    }
    List<Violation> found =
        new java.util.ArrayList<>(
            file.violations(
                MUTABLE_STATIC, "a static that changes: make it a field of who owns it"));
    found.addAll(
        file.violations(
            MUTABLE_CONSTANT, "a static whose contents change: make it a field of who owns it"));
    return found;
  }

  static List<Violation> noExit(SourceFile file) {
    if (!file.isMain()
        || MAIN.matcher(file.code()).find()
        || MAY_END_THE_PROCESS.contains(file.className())) {
      return List.of();
    }
    return file.violations(EXIT, "only a main method ends the process: throw, or return a code");
  }

  static List<Violation> notTooLong(SourceFile file) {
    if (!file.isJava() || file.lineCount() <= MAX_FILE_LINES) {
      return List.of();
    }
    return List.of(
        new Violation(
            file.path(),
            MAX_FILE_LINES,
            file.lineCount()
                + " lines, more than "
                + MAX_FILE_LINES
                + ": something in it has a name that has not been found yet"));
  }
}
