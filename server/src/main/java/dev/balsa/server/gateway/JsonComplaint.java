package dev.balsa.server.gateway;

import java.io.EOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a body, in words for who sent it; no names of classes. */
final class JsonComplaint {

  private static final Pattern POSITION = Pattern.compile("at (line \\d+ column \\d+)");
  private static final Pattern CLASS_NAME = Pattern.compile("\\w+(\\.\\w+)+(\\$\\w+)*: ");
  private static final Pattern ADVICE = Pattern.compile("JsonReader|MalformedJson|JsonSyntax");

  private JsonComplaint() {}

  /** Those of Go where it has such: etcd shows them. */
  static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException) {
        return "unexpected EOF";
      }
      if (cause.getClass() == IllegalArgumentException.class) {
        return "illegal base64 data"; // a value of any other type has an exception of its own
      }
    }
    String words = String.valueOf(failure.getMessage());
    if (ADVICE.matcher(words).find()) {
      Matcher position = POSITION.matcher(words);
      return position.find() ? "invalid JSON at " + position.group(1) : "invalid JSON";
    }
    return CLASS_NAME.matcher(words).replaceAll("");
  }
}
