package dev.balsa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that waits for a majority does so only as long as somebody wants it to. */
@Timeout(60)
class GivenUpStartTest {

  private static final int LOOK_EVERY_MILLIS = 5;

  @Test
  void aMemberThatCannotStartEndsTheWaitOfTheOthers(@TempDir Path directory) throws Exception {
    EmbeddedBalsa.Builder builder = EmbeddedBalsa.builder().members(2).directory(directory);
    String second;
    try (EmbeddedBalsa balsa = builder.start()) {
      balsa.client().kv().put("a", "1").await();
      second = balsa.member(1).name();
    }
    damageLog(directory.resolve(second));
    UncheckedIOException refused = assertThrows(UncheckedIOException.class, builder::start);
    assertTrue(refused.getMessage().contains("log damaged"), refused.getMessage());
  }

  @Test
  void closingEndsAStartThatWaitsForAMajority() throws Exception {
    EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(2).start();
    balsa.members().forEach(EmbeddedMember::stop);
    CompletableFuture<Void> start = startAlone(balsa.member(0));
    balsa.close();
    assertGivenUp(start);
    assertFalse(balsa.member(0).isRunning());
  }

  @Test
  void stoppingEndsAStartThatWaitsForAMajorityAndTheNextOneServes() throws Exception {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(2).breakable().start()) {
      balsa.client().kv().put("a", "1").await();
      balsa.members().forEach(EmbeddedMember::stop);
      CompletableFuture<Void> start = startAlone(balsa.member(0));
      balsa.member(0).stop();
      assertGivenUp(start);
      start = startAlone(balsa.member(0));
      balsa.faults().kill(balsa.member(0));
      assertGivenUp(start);
      balsa.faults().repair();
      assertEquals("1", balsa.client().kv().get("a").await().orElseThrow().valueText());
    }
  }

  private static void assertGivenUp(CompletableFuture<Void> start) {
    CompletionException end = assertThrows(CompletionException.class, start::join);
    assertEquals("given up while starting", end.getCause().getMessage());
  }

  /** Begins to start a member that needs another one, and returns when it waits for that. */
  private static CompletableFuture<Void> startAlone(EmbeddedMember member) throws Exception {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                member.start();
                end.complete(null);
              } catch (RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
    starter.setDaemon(true);
    starter.start();
    while (!someoneWaits()) {
      assertFalse(end.isDone(), "started, or failed, alone");
      synchronized (end) {
        end.wait(LOOK_EVERY_MILLIS); // the time-out of the test is the limit
      }
    }
    return end;
  }

  private static boolean someoneWaits() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("balsa-start"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getClassName().endsWith(".StartWait"));
  }

  /** Flips bits in the middle of the records. */
  private static void damageLog(Path home) throws IOException {
    Path segment;
    try (Stream<Path> files = Files.list(home.resolve("member").resolve("wal"))) {
      segment = files.filter(file -> file.toString().endsWith(".wal")).sorted().findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(segment);
    for (int i = 64; i < 256; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(segment, bytes);
  }
}
