package dev.balsa.tools.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A rule that has never failed proves nothing: each is shown what it must dislike, and its innocent
 * neighbour.
 */
class PlantedViolationsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "long t = System.currentTimeMillis();",
        "long t = System.nanoTime();",
        "var t = Instant.now();",
        "var r = new Random();",
        "var r = new java.util.Random ( );",
        "int i = ThreadLocalRandom.current().nextInt();",
        "double d = Math.random();",
        "var id = UUID.randomUUID();",
        "Thread.sleep(5);",
        "Collections.shuffle(list);",
        "CompletableFuture.runAsync(task);",
        "CompletableFuture.supplyAsync(() -> compute());",
        "future.thenApplyAsync(f);",
        "list.parallelStream();",
        "Executors.newFixedThreadPool(2);",
        "new Thread(task).start();",
      })
  void bannedCallsAreNoticedEvenInTheServer(String statement) {
    assertEquals(
        1,
        new BannedCalls().check(inMethod("server", "dev.balsa.server.node", statement)).size(),
        statement);
    assertEquals(
        1,
        new BannedCalls().check(inMethod("raft", "dev.balsa.raft", statement)).size(),
        statement);
    assertEquals(
        0,
        new BannedCalls().check(inMethod("server", "dev.balsa.server.env", statement)).size(),
        statement);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// System.nanoTime() is banned",
        "String s = \"System.nanoTime()\";",
        "var r = new Random(seed);",
        "Collections.shuffle(list, random);",
        "CompletableFuture.runAsync(task, executor);",
        "long t = clock.nanoTime();",
      })
  void whatOnlyLooksLikeABannedCallIsLeftAlone(String statement) {
    assertEquals(List.of(), new BannedCalls().check(inMethod("raft", "dev.balsa.raft", statement)));
  }

  @Test
  void arrowsBetweenModulesAreKept() {
    Rule rule = new ModuleArrows();
    assertCount(1, rule, "raft", "package dev.balsa.raft;\nimport dev.balsa.wal.Wal;\n");
    assertCount(1, rule, "raft", "package dev.balsa.raft;\nimport java.nio.file.Path;\n");
    assertCount(1, rule, "wal", "package dev.balsa.wal;\nclass A { dev.balsa.raft.RaftCore c; }\n");
    assertCount(1, rule, "mvcc", "package dev.balsa.mvcc;\nclass A { io.grpc.Status s; }\n");
    assertCount(1, rule, "mvcc", "package dev.balsa.mvcc;\nimport com.fasterxml.Json;\n");
    assertCount(0, rule, "wal", "package dev.balsa.wal;\nimport dev.balsa.raft.Entry;\n");
    assertCount(0, rule, "watch", "package dev.balsa.watch;\nimport dev.balsa.mvcc.View;\n");
  }

  @Test
  void arrowsInsideTheServerAreKept() {
    Rule rule = new ServerArrows();
    assertCount(
        1,
        rule,
        "server",
        "package dev.balsa.server.node;\nimport dev.balsa.server.api.KvService;\n");
    assertCount(
        1,
        rule,
        "server",
        "package dev.balsa.server.config;\nimport dev.balsa.server.errors.EtcdError;\n");
    assertCount(
        1, rule, "server", "package dev.balsa.server.apply;\nimport dev.balsa.server.node.Node;\n");
    assertCount(
        1,
        rule,
        "server",
        "package dev.balsa.server.mystery;\nimport dev.balsa.server.node.Node;\n");
    assertCount(
        0,
        rule,
        "server",
        "package dev.balsa.server.api;\nimport dev.balsa.server.node.Replica;\n");
    assertCount(
        0, rule, "server", "package dev.balsa.server;\nimport dev.balsa.server.http.ClientPort;\n");
  }

  @Test
  void goingThroughAHashIsNoticedUnlessExplained() {
    Rule rule = new HashOrder();
    String map = "Map<String, String> m = new HashMap<>();\n";
    assertEquals(
        1,
        rule.check(inMethod("raft", "dev.balsa.raft", map + "for (String k : m.keySet()) {}"))
            .size());
    assertEquals(
        1, rule.check(inMethod("raft", "dev.balsa.raft", map + "m.forEach(this::send);")).size());
    assertEquals(0, rule.check(inMethod("raft", "dev.balsa.raft", map + "m.get(k);")).size());
    assertEquals(
        0,
        rule.check(
                inMethod(
                    "raft",
                    "dev.balsa.raft",
                    map + "// The order does not show: a sum.\nm.forEach(this::add);"))
            .size());
  }

  @Test
  void staticsThatChangeAreNoticed() {
    Rule rule = PlainRules::noMutableStatics;
    assertCount(1, rule, "raft", "package p;\nclass A {\n  private static int counter;\n}\n");
    assertCount(
        1, rule, "raft", "package p;\nclass A {\n  static volatile A instance = null;\n}\n");
    assertCount(
        1,
        rule,
        "raft",
        "package p;\nclass A {\n  private static final Map<String, A> ALL = new ConcurrentHashMap<>();\n}\n");
    assertCount(
        1,
        rule,
        "raft",
        "package p;\nclass A {\n  static final AtomicLong NEXT = new AtomicLong();\n}\n");
    assertCount(
        0,
        rule,
        "raft",
        "package p;\nclass A {\n  static final int MAX = 1;\n  static int max(int a) {\n    return a;\n  }\n}\n");
    assertCount(
        0,
        rule,
        "raft",
        "package p;\nclass A {\n  static List<A> all() {\n    return List.of();\n  }\n  static final class B {}\n}\n");
  }

  @Test
  void endingTheProcessIsNoticedOutsideOfMains() {
    Rule rule = PlainRules::noExit;
    assertCount(
        1, rule, "server", "package p;\nclass A {\n  void f() {\n    System.exit(1);\n  }\n}\n");
    assertCount(
        0,
        rule,
        "server",
        "package p;\nclass A {\n  public static void main(String[] a) {\n    System.exit(1);\n  }\n}\n");
  }

  @Test
  void wordsThatPutOffAreNoticed() {
    assertCount(1, PlainRules::nothingPutOff, "raft", "// TO" + "DO: later\n");
    assertCount(1, PlainRules::nothingPutOff, "raft", "// good enough for n" + "ow\n");
    assertCount(0, PlainRules::nothingPutOff, "raft", "// known for nowhere else\n");
  }

  @Test
  void pathsAndHostsOfAWorkplaceAreNoticed() {
    assertCount(1, PlainRules::noWorkplace, "raft", "// see /wo" + "rk/notes\n");
    assertCount(1, PlainRules::noWorkplace, "raft", "String image = \"qu" + "ay.io/x\";\n");
    assertCount(0, PlainRules::noWorkplace, "raft", "// see https://example.org/homework/notes\n");
  }

  @Test
  void longFilesAreNoticed() {
    assertCount(1, PlainRules::notTooLong, "raft", "\n".repeat(PlainRules.MAX_FILE_LINES + 1));
    assertCount(0, PlainRules::notTooLong, "raft", "\n".repeat(PlainRules.MAX_FILE_LINES));
  }

  @Test
  void aPackageWithoutDocumentationIsNoticed() {
    SourceFile alone = file("raft", "A", "package dev.balsa.raft.quorum;\nclass A {}\n");
    SourceFile info =
        file("raft", "package-info", "/** Arithmetic. */\npackage dev.balsa.raft.quorum;\n");
    assertEquals(Set.of("dev.balsa.raft.quorum"), TidyTest.packagesWithoutInfo(List.of(alone)));
    assertEquals(Set.of(), TidyTest.packagesWithoutInfo(List.of(alone, info)));
  }

  @Test
  void aPublicTypeWithoutJavadocIsNoticed() {
    String begin = "package dev.balsa.client;\n\nimport java.util.List;\n\n";
    PublicDocs rule = new PublicDocs();
    assertCount(1, rule, "client", begin + "public final class A {}\n");
    assertCount(1, rule, "client", begin + "@Deprecated\npublic record A(int b) {}\n");
    assertCount(1, rule, "client", begin + "/** A. */\npublic class A {\n  public enum B {}\n}\n");
    assertCount(0, rule, "client", begin + "/** A. */\n@Deprecated\npublic final class A {}\n");
    assertCount(0, rule, "client", begin + "final class A {}\n");
  }

  @Test
  void methodsAreMeasured() {
    SourceFile file =
        inMethod("raft", "dev.balsa.raft", "if (x) {\n  run(() -> {\n    y();\n  });\n}");
    assertEquals(
        List.of("f 5"),
        Methods.of(file).stream().map(method -> method.name() + " " + method.lines()).toList());
  }

  private static void assertCount(int expected, Rule rule, String module, String text) {
    assertEquals(expected, rule.check(file(module, "A", text)).size(), text);
  }

  private static SourceFile inMethod(String module, String packageName, String statements) {
    return file(
        module,
        "A",
        "package " + packageName + ";\nclass A {\n  void f() {\n" + statements + "\n  }\n}\n");
  }

  private static SourceFile file(String module, String name, String text) {
    return SourceFile.of(Path.of(module, "src/main/java/p", name + ".java"), text);
  }
}
