package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.api.CompactionRequest;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.View;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.config.AutoCompaction;
import dev.balsa.server.errors.EtcdError;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When history is forgotten by itself, and how much of it; reference values are etcd's. */
class AutoCompactionTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  /** A compaction asked for: when, in minutes, and at which revision. */
  record Asked(long minute, long revision) {}

  /** One revision a minute; the rule is asked every 10 seconds; every compaction succeeds. */
  private static List<Asked> run(CompactionRule rule, long minutes) {
    List<Asked> asked = new ArrayList<>();
    for (long now = 0; now <= minutes * MINUTE; now += 10 * SECOND) {
      long revision = rule.sample(now, 1 + now / MINUTE);
      if (revision > 0) {
        asked.add(new Asked(now / MINUTE, revision));
        rule.compacted(now, revision);
      }
    }
    return asked;
  }

  private static CompactionRule byAge(Duration retention) {
    return CompactionRule.of(new AutoCompaction.Periodic(retention), 0);
  }

  @Test
  void byAgeOfAnHourKeepsTheLastHourAndCompactsEveryHour() {
    assertEquals(
        List.of(new Asked(60, 1), new Asked(120, 61), new Asked(180, 121)),
        run(byAge(Duration.ofHours(1)), 200));
  }

  @Test
  void byAgeOfADayStartsAfterADayAndCompactsEveryHour() {
    List<Asked> asked = run(byAge(Duration.ofHours(24)), 26 * 60);
    assertEquals(
        List.of(new Asked(24 * 60, 1), new Asked(25 * 60, 61), new Asked(26 * 60, 121)), asked);
  }

  @Test
  void byAgeOfFiveMinutesCompactsEveryFiveMinutes() {
    assertEquals(
        List.of(new Asked(5, 1), new Asked(10, 6), new Asked(15, 11)),
        run(byAge(Duration.ofMinutes(5)), 15));
  }

  @Test
  void aCompactionThatFailedIsAskedForAgainWithTheNextNote() {
    CompactionRule rule = byAge(Duration.ofHours(1));
    List<Long> minutes = new ArrayList<>();
    for (long now = 0; now <= 80 * MINUTE; now += MINUTE) {
      if (rule.sample(now, 5 + now / MINUTE) > 0) {
        minutes.add(now / MINUTE);
      }
    }
    assertEquals(List.of(60L, 66L, 72L, 78L), minutes);
  }

  @Test
  void nothingIsAskedForWhileTheRevisionStandsStill() {
    CompactionRule rule = byAge(Duration.ofMinutes(10));
    int asked = 0;
    for (long now = 0; now <= 2 * HOUR; now += MINUTE) {
      long revision = rule.sample(now, 7);
      if (revision > 0) {
        asked++;
        rule.compacted(now, revision);
      }
    }
    assertEquals(1, asked);
  }

  @Test
  void byCountKeepsThatManyAndLooksEveryFiveMinutes() {
    CompactionRule rule = CompactionRule.of(new AutoCompaction.Revisions(3), 0);
    assertEquals(List.of(new Asked(5, 3), new Asked(10, 8), new Asked(15, 13)), run(rule, 16));
  }

  @Test
  void byCountAsksForNothingBeforeThereIsMoreThanIsKept() {
    assertEquals(List.of(), run(CompactionRule.of(new AutoCompaction.Revisions(100), 0), 60));
  }

  @Test
  void byDefaultNothingIsForgotten() {
    assertEquals(List.of(), run(CompactionRule.of(new AutoCompaction.Off(), 0), 48 * 60));
  }

  @Test
  void onlyALeaderAsksAndANewOneGoesOnWhereTheOldOneStopped() {
    List<Long> asked = new ArrayList<>();
    long[] revision = {0};
    Replica replica =
        (Replica)
            Proxy.newProxyInstance(
                Replica.class.getClassLoader(),
                new Class<?>[] {Replica.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("view")) {
                    return viewAt(revision[0]);
                  }
                  assertEquals("propose", method.getName());
                  asked.add(CompactionRequest.parseFrom((byte[]) arguments[1]).getRevision());
                  ((Reply) arguments[3]).done(new Outcome.Failed(EtcdError.COMPACTED));
                  return null;
                });
    AutoCompactor follower = new AutoCompactor(byAge(Duration.ofHours(1)));
    for (long minute = 0; minute <= 150; minute++) {
      revision[0] = 1 + minute;
      follower.tick(minute * MINUTE, minute > 130, replica);
    }
    assertEquals(
        List.of(73L),
        asked,
        "nothing for two hours; leading, what is an hour old at the next note");
  }

  /** A view of a store with so many revisions. */
  private static View viewAt(long revision) {
    Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT);
    store.beginBatch();
    for (long i = 1; i < revision; i++) {
      store.apply(Op.Put.of(new byte[] {1}, new byte[0]));
    }
    store.commitBatch(1, 1);
    return store.view();
  }

  @Test
  void theLeaderForgetsAndEveryMemberFollows() throws Exception {
    long seed = 20_261_121L;
    SimulatedCluster cluster = new SimulatedCluster(seed, 3);
    for (int i = 0; i < 3; i++) {
      SimulatedMember machine = cluster.machine(i);
      machine.nodeConfig =
          machine.nodeConfig.withAutoCompaction(
              new AutoCompaction.Periodic(Duration.ofSeconds(20)));
    }
    cluster.start().turnUntil(cluster::isUnited, "a leader; seed " + seed);
    int[] answered = {0};
    for (int i = 0; i < 20; i++) {
      byte[] put = SimulatedMember.put("key", "value " + i).toByteArray();
      cluster.replica(cluster.leader()).propose(CommandKind.PUT, put, outcome -> answered[0]++);
    }
    cluster.turnUntil(() -> answered[0] == 20, "all puts answered; seed " + seed);
    cluster.turnUntil(
        () -> {
          for (int i = 0; i < 3; i++) {
            if (cluster.replica(i).view().compactRevision() < 21) {
              return false;
            }
          }
          return true;
        },
        "the first 20 revisions are forgotten everywhere; seed " + seed);
    assertEquals(1, cluster.replica(0).view().keyCount());
  }
}
