package dev.balsa.jepsen.history;

import java.util.ArrayList;
import java.util.List;

/** The words, quoted strings and brackets of one line, taken from left to right. */
final class Tokens {

  private final int lineNumber;
  private final List<String> tokens = new ArrayList<>();
  private int next;

  Tokens(int lineNumber, String line) throws BadHistoryException {
    this.lineNumber = lineNumber;
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else {
        int end =
            c == '"'
                ? endOfString(line, at)
                : "(){}".indexOf(c) >= 0 ? at + 1 : endOfWord(line, at);
        tokens.add(line.substring(at, end));
        at = end;
      }
    }
  }

  private int endOfString(String line, int start) throws BadHistoryException {
    int end = line.indexOf('"', start + 1);
    if (end < 0) {
      throw bad("a quote without end");
    }
    return end + 1;
  }

  private static int endOfWord(String line, int start) {
    int end = start;
    while (end < line.length() && " \t(){}\"".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  BadHistoryException bad(String problem) {
    return new BadHistoryException(lineNumber, problem);
  }

  boolean atEnd() {
    return next == tokens.size();
  }

  boolean nextIs(String token) {
    return !atEnd() && tokens.get(next).equals(token);
  }

  boolean nextIsString() {
    return !atEnd() && tokens.get(next).startsWith("\"");
  }

  boolean nextNames(String name) {
    return !atEnd() && tokens.get(next).startsWith(name + "=");
  }

  String take() throws BadHistoryException {
    if (atEnd()) {
      throw bad("the line ends too early");
    }
    return tokens.get(next++);
  }

  boolean takeIf(String token) {
    boolean there = nextIs(token);
    if (there) {
      next++;
    }
    return there;
  }

  void expect(String token) throws BadHistoryException {
    String found = take();
    if (!found.equals(token)) {
      throw bad("expected " + token + " instead of " + found);
    }
  }

  void expectEnd() throws BadHistoryException {
    if (!atEnd()) {
      throw bad(
          "nothing is expected behind " + tokens.get(next - 1) + ", found " + tokens.get(next));
    }
  }

  /** A word or a quoted string. */
  String name() throws BadHistoryException {
    return nextIsString() ? text() : take();
  }

  /** A quoted string of UTF-8 text. */
  String text() throws BadHistoryException {
    return new String(Octets.bytes(string()), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** A quoted string of octets. */
  String string() throws BadHistoryException {
    String quoted = take();
    if (!quoted.startsWith("\"")) {
      throw bad("expected a string in quotes instead of " + quoted);
    }
    StringBuilder octets = new StringBuilder(quoted.length());
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c > 0xff) {
        throw bad("write \\xNN for what is not ASCII: " + quoted);
      }
      if (c == '\\') {
        octets.append(escaped(quoted, i));
        i += 3;
      } else {
        octets.append(c);
      }
    }
    return octets.toString();
  }

  private char escaped(String quoted, int at) throws BadHistoryException {
    if (at + 4 < quoted.length() && quoted.charAt(at + 1) == 'x') {
      int high = Character.digit(quoted.charAt(at + 2), 16);
      int low = Character.digit(quoted.charAt(at + 3), 16);
      if (high >= 0 && low >= 0) {
        return (char) (high << 4 | low);
      }
    }
    throw bad("a backslash is followed by xNN: " + quoted);
  }

  /** {@code letter} and a number, such as c3 or w7. */
  int numbered(String letter) throws BadHistoryException {
    String token = take();
    if (token.startsWith(letter)) {
      try {
        return Integer.parseInt(token.substring(letter.length()));
      } catch (NumberFormatException e) {
        throw bad("expected " + letter + " and a number instead of " + token);
      }
    }
    throw bad("expected " + letter + " and a number instead of " + token);
  }

  long number() throws BadHistoryException {
    return parse(take(), 10);
  }

  long hex() throws BadHistoryException {
    return parse(take(), 16);
  }

  long number(String name) throws BadHistoryException {
    return parse(valueOf(name), 10);
  }

  long number(String name, long orElse) throws BadHistoryException {
    return nextNames(name) ? number(name) : orElse;
  }

  long hex(String name) throws BadHistoryException {
    return parse(valueOf(name), 16);
  }

  long hex(String name, long orElse) throws BadHistoryException {
    return nextNames(name) ? hex(name) : orElse;
  }

  String valueOf(String name) throws BadHistoryException {
    String token = take();
    if (!token.startsWith(name + "=")) {
      throw bad("expected " + name + "=… instead of " + token);
    }
    return token.substring(name.length() + 1);
  }

  private long parse(String digits, int radix) throws BadHistoryException {
    try {
      return radix == 16 ? Long.parseUnsignedLong(digits, 16) : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw bad("expected a number instead of " + digits);
    }
  }
}
