package dev.balsa.tools.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Calls that bring time, chance or threads in by another door than the environment. */
final class BannedCalls implements Rule {

  private record Ban(Pattern pattern, String message) {
    static Ban of(String regex, String replacement) {
      return new Ban(Pattern.compile(regex), "banned: write " + replacement);
    }
  }

  private static final List<Ban> EVERYWHERE =
      List.of(
          Ban.of(
              "\\bSystem\\s*\\.\\s*currentTimeMillis\\b",
              "environment.clock().wallMillis(), or take the time as an argument"),
          Ban.of(
              "\\bSystem\\s*\\.\\s*nanoTime\\b",
              "environment.clock().nanoTime(), or take the time as an argument"),
          Ban.of(
              "\\b(Instant|LocalDateTime|LocalDate|LocalTime|ZonedDateTime|OffsetDateTime|Year)\\s*\\.\\s*now\\b",
              "environment.clock().wallMillis()"),
          Ban.of(
              "\\bClock\\s*\\.\\s*(systemUTC|systemDefaultZone|system|tick\\w+)\\b",
              "environment.clock()"),
          Ban.of(
              "\\bnew\\s+(java\\.util\\.)?Date\\s*\\(\\s*\\)", "environment.clock().wallMillis()"),
          Ban.of(
              "\\bnew\\s+(java\\.util\\.)?Random\\s*\\(\\s*\\)",
              "a RandomGenerator as an argument: environment.random(purpose)"),
          Ban.of(
              "\\bnew\\s+SplittableRandom\\s*\\(\\s*\\)",
              "a RandomGenerator as an argument: environment.random(purpose)"),
          Ban.of(
              "\\bnew\\s+SecureRandom\\b",
              "a RandomGenerator as an argument: environment.random(purpose)"),
          Ban.of(
              "\\bThreadLocalRandom\\b",
              "a RandomGenerator as an argument: environment.random(purpose)"),
          Ban.of(
              "\\bMath\\s*\\.\\s*random\\b",
              "a RandomGenerator as an argument: environment.random(purpose)"),
          Ban.of("\\bUUID\\s*\\.\\s*randomUUID\\b", "an id made from environment.random(purpose)"),
          Ban.of("\\bThread\\s*\\.\\s*sleep\\b", "a deadline: Agent.deadlineNanos()"),
          Ban.of(
              "\\b(?:Thread\\s*\\.\\s*)?onSpinWait\\b",
              "Agent.doWork returning 0, which sleeps until woken"),
          Ban.of(
              "\\bCollections\\s*\\.\\s*shuffle\\s*\\([^(),]*\\)",
              "Collections.shuffle(list, random) with a seeded random"),
          Ban.of(
              "\\b(supplyAsync|runAsync)\\s*\\((?:[^(),]|\\([^()]*\\))*\\)",
              "environment.execute(task)"),
          Ban.of(
              "\\b(thenApplyAsync|thenAcceptAsync|thenRunAsync|thenComposeAsync|whenCompleteAsync|handleAsync)\\b",
              "the form without Async"),
          Ban.of(
              "\\bForkJoinPool\\b|\\bparallelStream\\b",
              "a plain loop, or environment.execute(task)"),
          Ban.of(
              "\\bnew\\s+(Timer|ScheduledThreadPoolExecutor|ThreadPoolExecutor)\\s*\\(|\\bExecutors\\s*\\.",
              "environment.execute(task) or environment.start(agent)"),
          Ban.of(
              "\\bnew\\s+Thread\\s*\\(|\\bThread\\s*\\.\\s*of(Virtual|Platform)\\b",
              "environment.start(agent)"));

  /**
   * Modules whose main code is deterministic; below them people run things, and a benchmark may
   * look at its watch.
   */
  private static final Set<String> MODULES = Set.of("raft", "wal", "mvcc", "watch", "server");

  private static final String THE_DOOR = "dev.balsa.server.env";

  /** Classes of the process itself, which have a thread before or after there is an environment. */
  private static final Set<String> WITH_THREADS = Set.of("LineQueue", "Shutdown", "BalsaServer");

  @Override
  public List<Violation> check(SourceFile file) {
    List<Violation> violations = new ArrayList<>();
    if (file.isMain() && MODULES.contains(file.module()) && !file.packageName().equals(THE_DOOR)) {
      for (Ban ban : EVERYWHERE) {
        boolean excused =
            ban.pattern().pattern().contains("new\\s+Thread")
                && file.module().equals("server")
                && WITH_THREADS.contains(file.className());
        if (!excused) {
          violations.addAll(file.violations(ban.pattern(), ban.message()));
        }
      }
    }
    return violations;
  }
}
