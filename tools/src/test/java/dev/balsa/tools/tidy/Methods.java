package dev.balsa.tools.tidy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds methods and their lengths by braces. */
final class Methods {

  /** A method with a body; its length counts the lines between the braces. */
  record Method(SourceFile file, String name, int lines) {}

  private static final Pattern HEAD =
      Pattern.compile("(\\w+)\\s*\\([^;{}]*\\)\\s*(?:throws\\s+[\\w.,\\s]+)?$", Pattern.DOTALL);
  private static final Pattern CONTROL =
      Pattern.compile(
          "\\b(?:record|class|interface|enum)\\b|^\\s*(?:\\}\\s*)?(?:if|for|while|switch|catch|synchronized|try|else|do|return|throw)\\b|->\\s*$|\\bnew\\s+[\\w.<>, ]+\\([^{}]*\\)\\s*$",
          Pattern.DOTALL);

  private Methods() {}

  static List<Method> of(SourceFile file) {
    List<Method> methods = new ArrayList<>();
    Deque<Integer> starts = new ArrayDeque<>();
    Deque<String> names = new ArrayDeque<>();
    String code = file.code();
    int chunk = 0;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '{') {
        names.push(nameOf(code.substring(chunk, i).strip()));
        starts.push(i);
      } else if (c == '}' && !names.isEmpty()) {
        String name = names.pop();
        int start = starts.pop();
        if (!name.isEmpty()) {
          int lines =
              (int) code.substring(start, i).chars().filter(each -> each == '\n').count() - 1;
          methods.add(new Method(file, name, Math.max(lines, 1)));
        }
      }
      if (c == '{' || c == '}' || c == ';') {
        chunk = i + 1;
      }
    }
    return methods;
  }

  private static String nameOf(String head) {
    if (CONTROL.matcher(head).find()) {
      return "";
    }
    Matcher matcher = HEAD.matcher(head);
    return matcher.find() && !head.startsWith("=") ? matcher.group(1) : "";
  }
}
