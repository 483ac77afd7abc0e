package dev.balsa.tools.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may know whom: the arrows between modules, and which libraries a module may use. */
final class ModuleArrows implements Rule {

  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");
  private static final Pattern MENTION =
      Pattern.compile(
          "(?<!import )(?<!import static"
              + " )\\b(?:dev\\.balsa|io\\.grpc|com\\.google\\.protobuf|org\\.rocksdb)\\.[\\w.]+");

  /**
   * Prefixes that main code of a module may use, beside the JDK. The values of raft are all that
   * wal may know of it.
   */
  private static final Map<String, List<String>> ALLOWED =
      Map.of(
          "raft", List.of("dev.balsa.raft", "org.agrona."),
          "wal",
              List.of(
                  "dev.balsa.wal",
                  "dev.balsa.raft.Entry",
                  "dev.balsa.raft.EntryType",
                  "dev.balsa.raft.HardState",
                  "dev.balsa.raft.Members",
                  "dev.balsa.raft.SnapshotMark",
                  "org.agrona."),
          "mvcc", List.of("dev.balsa.mvcc", "org.rocksdb.", "org.agrona."),
          "watch", List.of("dev.balsa.watch", "dev.balsa.mvcc", "org.agrona."),
          "client", List.of("dev.balsa.client", "dev.balsa.api", "io.grpc.", "com.google."),
          "server",
              List.of(
                  "dev.balsa.server",
                  "dev.balsa.raft",
                  "dev.balsa.wal",
                  "dev.balsa.mvcc",
                  "dev.balsa.watch",
                  "dev.balsa.api",
                  "io.grpc.",
                  "io.opentelemetry.",
                  "io.prometheus.",
                  "com.google.",
                  "org.agrona.",
                  "org.jctools.",
                  "at.favre.lib.",
                  "org.bouncycastle.",
                  "org.snakeyaml."),
          "jepsen-tests",
              List.of(
                  "dev.balsa.jepsen",
                  "dev.balsa.server",
                  // The simulator plays disk, network and backend of a member, and reads its state.
                  "dev.balsa.raft.Entry",
                  "dev.balsa.raft.Members",
                  "dev.balsa.raft.Message",
                  "dev.balsa.raft.MessageType",
                  "dev.balsa.raft.SnapshotMark",
                  "dev.balsa.wal",
                  "dev.balsa.mvcc",
                  "dev.balsa.watch",
                  "dev.balsa.client",
                  "dev.balsa.api",
                  "io.grpc.",
                  "com.google.",
                  "org.agrona.",
                  // Certificates for a cluster under TLS.
                  "org.bouncycastle.",
                  "picocli."));

  /** What packages of the server that other people's programs call may use beside. */
  private static final Map<String, List<String>> FOR_PROGRAMS =
      Map.of(
          "dev.balsa.embedded",
          List.of("dev.balsa.embedded", "dev.balsa.client"),
          "dev.balsa.testkit",
          List.of(
              "dev.balsa.testkit",
              "dev.balsa.embedded",
              "dev.balsa.client",
              "org.junit.jupiter.api"));

  private static final Map<String, List<String>> NEVER =
      Map.of(
          "raft",
              List.of(
                  "java.io.", "java.nio.file.", "java.net.", "java.time.", "java.util.concurrent."),
          "wal", List.of("java.net.", "java.util.concurrent.Executor", "java.time."),
          "watch", List.of("java.net.", "java.util.concurrent.Executor", "java.time."));

  @Override
  public List<Violation> check(SourceFile file) {
    List<Violation> violations = new ArrayList<>();
    if (file.isMain() && ALLOWED.containsKey(file.module())) {
      for (Pattern pattern : List.of(IMPORT, MENTION)) {
        Matcher matcher = pattern.matcher(file.code());
        while (matcher.find()) {
          String name = pattern == IMPORT ? matcher.group(1) : matcher.group();
          if (!mayUse(file.module(), name) && !isForPrograms(file.packageName(), name)) {
            violations.add(
                file.violation(
                    matcher.start(), "module " + file.module() + " must not know " + name));
          }
        }
      }
    }
    return violations;
  }

  private static boolean mayUse(String module, String name) {
    if (NEVER.getOrDefault(module, List.of()).stream().anyMatch(name::startsWith)) {
      return false;
    }
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("jdk.")
        || name.startsWith("com.sun.management.")
        || ALLOWED.get(module).stream().anyMatch(prefix -> covers(prefix, name));
  }

  private static boolean isForPrograms(String packageName, String name) {
    return FOR_PROGRAMS.getOrDefault(packageName, List.of()).stream()
        .anyMatch(prefix -> covers(prefix, name));
  }

  /**
   * A prefix covers whole words only: {@code dev.balsa.raft.Entry} is not {@code
   * dev.balsa.raft.EntryBuffer}.
   */
  private static boolean covers(String prefix, String name) {
    return name.equals(prefix) || name.startsWith(prefix.endsWith(".") ? prefix : prefix + ".");
  }
}
