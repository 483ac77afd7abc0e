package dev.balsa.tools.tidy;

/** Blanks what is not code in Java: comments, and what stands inside of strings and characters. */
final class CodeOnly {

  private final String text;
  private final StringBuilder code;
  private int at;

  private CodeOnly(String text) {
    this.text = text;
    this.code = new StringBuilder(text.length());
  }

  static String of(String text) {
    CodeOnly scan = new CodeOnly(text);
    while (scan.at < text.length()) {
      scan.step();
    }
    return scan.code.toString();
  }

  private void step() {
    if (text.startsWith("//", at)) {
      blankUntil(end("\n", at));
    } else if (text.startsWith("/*", at)) {
      blankUntil(afterEnd("*/", at + 2));
    } else if (text.startsWith("\"\"\"", at)) {
      blankUntil(afterEnd("\"\"\"", at + 3));
    } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
      blankUntil(endOfLiteral(text.charAt(at)));
    } else {
      code.append(text.charAt(at++));
    }
  }

  private int endOfLiteral(char quote) {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, text.length());
  }

  private int end(String mark, int from) {
    int found = text.indexOf(mark, from);
    return found < 0 ? text.length() : found;
  }

  private int afterEnd(String mark, int from) {
    return Math.min(end(mark, from) + mark.length(), text.length());
  }

  private void blankUntil(int end) {
    for (; at < end; at++) {
      code.append(text.charAt(at) == '\n' ? '\n' : ' ');
    }
  }
}
