package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Lease;
import dev.balsa.client.LeaseLostException;
import dev.balsa.client.OutcomeUnknownException;
import dev.balsa.client.Watch;
import dev.balsa.client.Watcher;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client whose ways to three members fall silent or are cut. For how long is the property {@code
 * client.cut.seconds}; what the client costs meanwhile is printed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CUT = Duration.ofSeconds(Long.getLong("client.cut.seconds", 2));
  private static final Duration TTL = Duration.ofSeconds(1);

  /** A pause is at least half of the longest one from the sixth attempt on. */
  private static final int ATTEMPTS_AT_FIRST = 8;

  private static final long PAUSE_NANOS_MIN = Duration.ofSeconds(1).toNanos();

  /** Of the client's clock: its beat, and what attempts and leases add. */
  private static final int WAKE_UPS_A_SECOND_MAX = 30;

  private ThreeMembers members;
  private BalsaClient near;
  private List<Proxy> ways;
  private BalsaClient far;

  @BeforeAll
  void form(@TempDir Path directory) throws Exception {
    members = ThreeMembers.start(directory);
  }

  @AfterAll
  void stop() {
    members.close();
  }

  @BeforeEach
  void connect() {
    near = BalsaClient.builder().endpoints(members.endpoints()).requestTimeout(PATIENCE).build();
    ways = new ArrayList<>();
    for (int i = 0; i < ThreeMembers.SIZE; i++) {
      ways.add(new Proxy(members.clientPort(i)));
    }
  }

  @AfterEach
  void disconnect() {
    far.close();
    near.close();
    ways.forEach(Proxy::close);
  }

  private BalsaClient.Builder throughTheProxies() {
    return BalsaClient.builder()
        .endpoints(ways.stream().map(Proxy::endpoint).toArray(String[]::new))
        .requestTimeout(PATIENCE);
  }

  @Test
  void aMemberThatFallsSilentIsLeftForAnother() {
    far = throughTheProxies().silenceLimit(Duration.ofMillis(200)).build();
    Recorder seen = new Recorder();
    Watcher watcher = far.watches().listen(Watch.prefix("silent/"), seen);
    watcher.started().await();
    Lease lease = far.leases().grant(Duration.ofSeconds(20)).await();
    lease.put("alive", "yes").await();
    List<String> expected = new ArrayList<>();
    // The stream of the watch is at one of them, and moves: each is silent once.
    for (Proxy way : ways) {
      way.swallow();
      near.kv().put("silent/" + expected.size(), "1").await();
      expected.add("silent/" + expected.size() + "=1");
      assertEquals(expected, seen.awaitChanges(expected.size()));
      assertEquals("yes", far.kv().get("alive").await().orElseThrow().valueText());
      way.restore();
    }
    assertTrue(seen.disconnects() > 0);
    assertTrue(lease.isAlive());
    watcher.close();
    assertEquals(expected, seen.changes());
    lease.close();
  }

  @Test
  void aCutCostsNextToNothingAndAfterItTheWatchGoesOnAndLeasesLiveOrAreKnownToBeLost() {
    far = throughTheProxies().build();
    Recorder seen = new Recorder();
    Watcher watcher = far.watches().listen(Watch.prefix("cut/"), seen);
    watcher.started().await();
    Lease lives = far.leases().grant(CUT.multipliedBy(2).plus(PATIENCE)).await();
    lives.put("lives", "yes").await();
    Lease ends = far.leases().grant(TTL).await();
    ends.put("ends", "yes").await();
    ways.forEach(Proxy::cut);
    Cost before = Cost.now(attempts());
    LeaseLostException lost = ends.lost().await(PATIENCE);
    assertTrue(lost.getMessage().contains("in time"), lost.getMessage());
    assertFalse(ends.isAlive());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      near.kv().put("cut/" + i % 7, "" + i).await();
      expected.add("cut/" + i % 7 + "=" + i);
    }
    Duration left = CUT.minusNanos(System.nanoTime() - before.nanos());
    if (!left.isNegative()) {
      assertThrows(OutcomeUnknownException.class, () -> lives.lost().await(left));
    }
    Cost.now(attempts()).checkSince(before);
    ways.forEach(Proxy::restore);
    assertEquals(expected, seen.awaitChanges(expected.size()));
    assertTrue(lives.isAlive());
    Duration remaining = lives.remaining();
    while (lives.remaining().compareTo(remaining) <= 0 && lives.isAlive()) {
      remaining = lives.remaining();
      far.kv().get("lives").await();
    }
    assertEquals("yes", near.kv().get("lives").await().orElseThrow().valueText());
    watcher.close();
    assertEquals(expected, seen.changes());
    lives.close();
  }

  private int attempts() {
    return ways.stream().mapToInt(Proxy::connections).sum();
  }

  /** What the clients of this JVM have done so far. */
  private record Cost(long nanos, long cpuNanos, long wakeUps, int attempts) {

    static Cost now(int attempts) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long cpuNanos = 0;
      long wakeUps = 0;
      for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (each == null) {
          continue;
        }
        String name = each.getThreadName();
        if (name.matches("balsa-client-(timer|\\d+)") || name.startsWith("grpc-default-")) {
          cpuNanos += Math.max(0, threads.getThreadCpuTime(each.getThreadId()));
        }
        if (name.equals("balsa-client-timer")) {
          wakeUps += each.getWaitedCount();
        }
      }
      return new Cost(System.nanoTime(), cpuNanos, wakeUps, attempts);
    }

    /** Counts what was done, which is right on a slow machine too; the rest is only told. */
    void checkSince(Cost before) {
      double seconds = (nanos - before.nanos()) / 1e9;
      int tried = attempts - before.attempts();
      long woken = wakeUps - before.wakeUps();
      System.out.printf(
          "cut off for %.1f s: %d attempts to connect to %d members, %d wake-ups of the clock,"
              + " processor %.2f %%%n",
          seconds, tried, ThreeMembers.SIZE, woken, (cpuNanos - before.cpuNanos()) / 1e7 / seconds);
      double triedMax = ThreeMembers.SIZE * (ATTEMPTS_AT_FIRST + seconds * 1e9 / PAUSE_NANOS_MIN);
      assertTrue(tried <= triedMax, tried + " attempts");
      assertTrue(tried >= ThreeMembers.SIZE, tried + " attempts");
      // Two clients have a clock.
      assertTrue(woken <= 2 * WAKE_UPS_A_SECOND_MAX * (1 + seconds), woken + " wake-ups");
    }
  }
}
