package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.wal.disk.Disk.Access;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long SEED = 42;

  private final SimulatedMember machine = new SimulatedMember(SEED);

  @Test
  void aFreshMemberLeadsAndHasSaidWhoItIs() throws Exception {
    machine.start();
    Replica replica = machine.member.replica();
    assertTrue(replica.status().leader());
    assertEquals(
        List.of(
            new MemberInfo(
                7,
                "one",
                List.of("http://localhost:2380"),
                List.of("http://localhost:2379"),
                false)),
        replica.members());
    assertEquals("3.7.0", replica.clusterVersion());
    assertEquals(1, replica.view().revision());
  }

  @Test
  void theOnlyVoterLeadsWithoutWaitingForAnElectionTimeout() throws Exception {
    machine.timeStandsStill = true;
    machine.start();
    assertTrue(machine.member.replica().status().leader());
    for (int i = 0; i < 100; i++) {
      machine.call(CommandKind.PUT, SimulatedMember.put("k", "v" + i));
    }
    machine.stop();
    machine.restartMachine();
    machine.start(); // from a mark in the log this time, with no change of members to replay
    assertEquals(101, machine.store.view().revision());
  }

  @Test
  void aLeaseThatNobodyRenewsTakesItsKeysWithIt() throws Exception {
    machine.start();
    LeaseGrantRequest grant = LeaseGrantRequest.newBuilder().setID(5).setTTL(10).build();
    assertEquals(new Outcome.LeaseGranted(5, 10, 1), machine.call(CommandKind.LEASE_GRANT, grant));
    machine.call(CommandKind.PUT, SimulatedMember.put("k", "v").toBuilder().setLease(5).build());
    assertEquals(1, machine.store.view().keyCount());
    machine.environment.advance(11 * SECOND);
    machine.turnUntil(() -> machine.store.view().keyCount() == 0, "the key is gone");
    assertNull(machine.store.leases().get(5));
    assertEquals(3, machine.store.view().revision());
  }

  @Test
  void listsOfAllLeasesKeepNobodyWaitingBecauseTheyAreMadeInTheBackground() throws Exception {
    machine.start();
    for (long id : new long[] {5, 3, 4}) {
      LeaseGrantRequest grant = LeaseGrantRequest.newBuilder().setID(id).setTTL(100 * id).build();
      machine.call(CommandKind.LEASE_GRANT, grant);
      PutRequest put = SimulatedMember.put("k" + id, "v").toBuilder().setLease(id).build();
      machine.call(CommandKind.PUT, put);
    }
    machine.environment.backgroundStands = true;
    List<Object> answers = new ArrayList<>();
    machine
        .member
        .replica()
        .leases(
            new LeaseListReply() {
              @Override
              public void leases(long revision, List<Long> ids) {
                answers.add(ids);
              }

              @Override
              public void failed(EtcdError error) {
                answers.add(error);
              }
            });
    machine
        .member
        .replica()
        .keysOfLeases(
            0, keys -> answers.add(keys.stream().map(String::new).toList()), answers::add);
    machine.call(CommandKind.PUT, SimulatedMember.put("k", "v"));
    assertEquals(List.of(), answers);
    machine.environment.backgroundStands = false;
    machine.turnUntil(() -> answers.size() == 2, "both lists");
    assertTrue(answers.contains(List.of(3L, 4L, 5L)), answers.toString());
    assertTrue(answers.contains(List.of("k3", "k4", "k5")), answers.toString());
  }

  @Test
  void aRequestBeyondTheBoundIsRefusedAtOnceAndTheOthersAreAnswered() throws Exception {
    machine.nodeConfig = withMaxPending(8);
    machine.start();
    List<Outcome> outcomes = new ArrayList<>();
    byte[] put = SimulatedMember.put("k", "v").toByteArray();
    for (int i = 0; i < 20; i++) {
      machine.member.replica().propose(CommandKind.PUT, put, outcomes::add);
    }
    assertEquals(
        List.of(new Outcome.Failed(EtcdError.REQUEST_TOO_MANY_REQUESTS)),
        outcomes.stream().distinct().toList());
    assertEquals(12, outcomes.size());
    machine.turnUntil(() -> outcomes.size() == 20, "all answers");
    assertEquals(9, machine.store.view().revision());
  }

  @Test
  void aRequestLargerThanTheLimitIsRefusedBeforeTheLog() throws Exception {
    machine.start();
    PutRequest huge =
        SimulatedMember.put("k", "").toBuilder()
            .setValue(ByteString.copyFrom(new byte[1 << 20]))
            .build();
    assertEquals(
        new Outcome.Failed(EtcdError.REQUEST_TOO_LARGE), machine.call(CommandKind.PUT, huge));
    assertEquals(1, machine.store.view().revision());
  }

  @Test
  void aPhysicalCompactionIsAnsweredWhenTheRemovalIsFinished() throws Exception {
    machine.start();
    for (int i = 0; i < 30; i++) {
      machine.call(CommandKind.PUT, SimulatedMember.put("k", "v" + i));
    }
    CompactionRequest compaction =
        CompactionRequest.newBuilder().setRevision(20).setPhysical(true).build();
    assertInstanceOf(Outcome.Compacted.class, machine.call(CommandKind.COMPACTION, compaction));
    assertEquals(20, machine.store.finishedCompactRevision());
  }

  @Test
  void aPhysicalCompactionIsAnsweredHoweverLongTheRemovalTakesBesideOtherWork() throws Exception {
    // One revision, and then a pause as long as a request may take at all.
    long timeoutNanos = machine.nodeConfig.requestTimeoutNanos();
    machine.nodeConfig = machine.nodeConfig.withUpkeep(new Upkeep(0, 1, timeoutNanos, false));
    machine.start();
    for (int i = 0; i < 10; i++) {
      machine.call(CommandKind.PUT, SimulatedMember.put("k", "v" + i));
    }
    CompactionRequest compaction =
        CompactionRequest.newBuilder().setRevision(5).setPhysical(true).build();
    machine.timeStandsStill = true;
    List<Outcome> answers = new ArrayList<>();
    machine
        .member
        .replica()
        .propose(CommandKind.COMPACTION, compaction.toByteArray(), answers::add);
    while (answers.isEmpty()) {
      machine.call(CommandKind.PUT, SimulatedMember.put("other", "work"));
      machine.environment.advance(10_000_000L);
    }
    assertInstanceOf(Outcome.Compacted.class, answers.get(0));
    assertEquals(5, machine.store.finishedCompactRevision());
  }

  @Test
  void aLongLogIsLetGoOnceTheStoreHasItsContent() throws Exception {
    machine.start();
    for (int i = 0; i < 400; i++) {
      machine.call(CommandKind.PUT, SimulatedMember.put("k" + i, "v".repeat(150)));
    }
    machine.turnUntil(() -> segments() <= 3, "old segments are released");
    machine.stop();
    machine.restartMachine();
    machine.start();
    assertEquals(401, machine.store.view().revision());
    assertEquals(400, machine.store.view().keyCount());
  }

  @Test
  void aMemberWhoseLogLostItsEndDoesNotStartAndSaysWhatToDo() throws Exception {
    machine.start();
    for (int i = 0; i < 100; i++) {
      machine.call(CommandKind.PUT, SimulatedMember.put("k" + i, "v".repeat(150)));
    }
    machine.stop(); // the store has all of it
    machine.restartMachine();
    Path newest =
        machine.disk.list(SimulatedMember.WAL).stream()
            .filter(name -> name.endsWith(".wal"))
            .max(Comparator.naturalOrder())
            .map(SimulatedMember.WAL::resolve)
            .orElseThrow();
    try (DiskFile file = machine.disk.open(newest, Access.WRITE)) {
      file.resize(file.sizeBytes() / 3);
      file.sync();
    }
    String said = assertThrows(StartException.class, machine::start).getMessage();
    assertTrue(said.contains("a part of it is lost"), said);
    assertTrue(said.contains("remove this member and add it again"), said);
  }

  private long segments() {
    try {
      return machine.disk.list(SimulatedMember.WAL).stream()
          .filter(name -> name.endsWith(".wal"))
          .count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void afterTheEndEverybodyIsToldThatTheServerStopped() throws Exception {
    machine.start();
    List<Outcome> outcomes = new ArrayList<>();
    Replica replica = machine.member.replica();
    byte[] put = SimulatedMember.put("k", "v").toByteArray();
    replica.propose(CommandKind.PUT, put, outcomes::add);
    machine.stop();
    replica.propose(CommandKind.PUT, put, outcomes::add);
    Outcome stopped = new Outcome.Failed(EtcdError.STOPPED);
    assertEquals(List.of(stopped, stopped), outcomes);
  }

  private static NodeConfig withMaxPending(int requests) {
    NodeConfig defaults = NodeConfig.of(100, 1_000, 50, 20, 1 << 20, 0);
    return new NodeConfig(
        defaults.tickNanos(),
        defaults.heartbeatTicks(),
        defaults.electionTicks(),
        defaults.snapshotCount(),
        defaults.snapshotCatchupEntries(),
        defaults.maxRequestBytes(),
        requests,
        defaults.maxPendingBytes(),
        defaults.maxApplyLag(),
        defaults.requestTimeoutNanos(),
        defaults.quotaBytes(),
        defaults.autoCompaction(),
        defaults.corruptCheckNanos());
  }
}
