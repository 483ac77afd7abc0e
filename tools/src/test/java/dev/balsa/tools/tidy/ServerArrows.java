package dev.balsa.tools.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of the packages inside the server: each may know the leaves and what stands below it,
 * never what stands above.
 */
final class ServerArrows implements Rule {

  private static final Pattern MENTION =
      Pattern.compile("\\bdev\\.balsa\\.server\\.([a-z]\\w*)\\b");

  /** Know nothing of the server but one another's values where a number says so. */
  private static final List<String> LEAVES =
      List.of("errors", "command", "config", "metrics", "logging", "env", "pem", "tracing");

  /**
   * From the bottom to the top; the root package, which puts everything together, stands above all.
   */
  private static final List<String> LAYERS =
      List.of(
          "tls",
          "discovery",
          "auth",
          "apply",
          "backup",
          "node",
          "store",
          "peer",
          "recipe",
          "api",
          "gateway",
          "http");

  @Override
  public List<Violation> check(SourceFile file) {
    List<Violation> violations = new ArrayList<>();
    if (!file.isMain() || !file.packageName().startsWith("dev.balsa.server.")) {
      return violations;
    }
    String own = room(file.packageName());
    Matcher matcher = MENTION.matcher(file.code());
    while (matcher.find()) {
      String other = matcher.group(1);
      if (!other.equals(own) && !mayKnow(own, other)) {
        violations.add(
            file.violation(matcher.start(), "server." + own + " must not know server." + other));
      }
    }
    return violations;
  }

  private static String room(String packageName) {
    Matcher matcher = MENTION.matcher(packageName);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static boolean mayKnow(String own, String other) {
    if (LEAVES.contains(own)) {
      return own.equals("env") && other.equals("logging");
    }
    if (LEAVES.contains(other)) {
      return true;
    }
    // A room that is not listed is new; it gets a place in the order with its first line.
    return LAYERS.contains(own)
        && LAYERS.contains(other)
        && LAYERS.indexOf(other) < LAYERS.indexOf(own);
  }
}
