package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the Raft paper and thesis about the log, one test a sentence. */
class PaperLogTest {

  /** Entries from index 2 on (1 is the start of every test's log), with these terms. */
  private static List<Entry> entries(long... terms) {
    List<Entry> entries = new ArrayList<>();
    for (long term : terms) {
      entries.add(new Entry(term, entries.size() + 2L, EntryType.NORMAL, null));
    }
    return entries;
  }

  private static Restored disk(long term, long... terms) {
    return new Restored(
        new HardState(term, 0, 1),
        new SnapshotMark(1, 1, Members.ofVoters(1L, 2L, 3L)),
        entries(terms),
        1);
  }

  private static RaftCore member(long id, Restored restored) {
    return new RaftCore(RaftConfig.of(id), new SplittableRandom(3), restored);
  }

  private static List<Message> drain(RaftCore core) {
    List<Message> messages = new ArrayList<>();
    while (core.hasReady()) {
      Ready ready = core.ready();
      messages.addAll(ready.sendNow());
      messages.addAll(ready.sendAfterPersist());
      if (ready.hasPersistPart()) {
        core.persisted(ready.persistTerm(), ready.persistIndex());
      }
    }
    return messages;
  }

  private static List<Long> terms(RaftCore core) {
    return Stream.iterate(2L, index -> index <= core.lastIndex(), index -> index + 1)
        .map(index -> core.log().termAt(index))
        .toList();
  }

  // 5.3: "The leader appends the command to its log as a new entry, then issues AppendEntries RPCs
  // in parallel to each of the other servers". Thesis 10.2.1: in parallel with its own disk, too.
  @Test
  void aLeaderSendsNewEntriesToAllWhileItsOwnDiskWorks() {
    Group group = Group.of(3).elect(1);
    RaftCore leader = group.core(1);
    leader.propose(EntryType.NORMAL, new byte[] {1});
    Ready ready = leader.ready();
    assertEquals(1, ready.entries().size());
    assertEquals(List.of(2L, 3L), ready.sendNow().stream().map(Message::to).toList());
    assertTrue(ready.sendNow().stream().allMatch(m -> m.entries().equals(ready.entries())));
  }

  // 5.3: "A log entry is committed once the leader that created the entry has replicated it on a
  // majority of the servers."
  @ParameterizedTest
  @CsvSource({"3, 1", "4, 2", "5, 2", "7, 3"})
  void anEntryIsCommittedOnceAMajorityHasIt(int voters, int othersNeeded) {
    Group group = Group.of(voters).elect(1);
    long before = group.core(1).commitIndex();
    for (long id = othersNeeded + 1L; id <= voters; id++) {
      group.isolate(id);
    }
    group.propose(1, "too few");
    assertEquals(before, group.core(1).commitIndex());
    group.join(othersNeeded + 1L);
    group.tick(1, 2);
    assertEquals(before + 1, group.core(1).commitIndex());
  }

  // 5.3: "This also commits all preceding entries in the leader's log, including entries created
  // by previous leaders."
  @Test
  void committingAnEntryCommitsAllBeforeIt() {
    Group group = Group.of(3, settings -> settings.checkQuorum(false)).elect(1);
    group.isolate(2);
    group.isolate(3);
    group.propose(1, "a");
    group.propose(1, "b");
    group.join(2);
    group.join(3);
    // It loses leadership and gets it back: what is in its log is a previous leader's now.
    group.core(1).step(Message.heartbeatReply(2, 1, 9, 0));
    group.elect(1);
    group.propose(1, "c");
    group.tick(1, 2);
    assertEquals(List.of("a", "b", "c"), group.applied(1));
  }

  // 5.3: "Once a follower learns that a log entry is committed, it applies the entry to its local
  // state machine (in log order)."
  @Test
  void followersApplyWhatIsCommittedInLogOrder() {
    Group group = Group.of(3).elect(1);
    group.propose(1, "a");
    group.propose(1, "b");
    for (long id = 1; id <= 3; id++) {
      assertEquals(List.of("a", "b"), group.applied(id));
    }
  }

  // 5.3: "If the follower does not find an entry in its log with the same index and term, then it
  // refuses the new entries."
  @ParameterizedTest
  @CsvSource({"3, 1", "3, 3", "9, 2"})
  void entriesAreRefusedWithoutTheOneBeforeThem(long prevIndex, long prevTerm) {
    RaftCore core = member(1, disk(2, 1, 2));
    core.step(
        Message.append(
            2,
            1,
            3,
            prevIndex,
            prevTerm,
            List.of(new Entry(3, prevIndex + 1, EntryType.NORMAL, null)),
            0));
    Message answer = drain(core).get(0);
    assertTrue(answer.reject());
    assertEquals(prevIndex, answer.index());
    assertEquals(List.of(1L, 2L), terms(core));
  }

  // 5.3: "conflicting entries in follower logs will be overwritten with entries from the leader's
  // log." The followers are those of figure 7, shifted by one index.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 1 1 4 4 5 5 6 6", // a: misses the end
        "1 1 1 4", // b: misses more
        "1 1 1 4 4 5 5 6 6 6 6", // c: has more
        "1 1 1 4 4 5 5 6 6 6 7 7", // d: has a later term
        "1 1 1 4 4 4 4", // e: has a run of its own
        "1 1 1 2 2 2 3 3 3 3 3" // f: has two
      })
  void aLeaderBringsEveryFollowersLogToItsOwn(String followerTerms) {
    long[] leaderLog = {1, 1, 1, 4, 4, 5, 5, 6, 6, 6};
    long[] followerLog = Stream.of(followerTerms.split(" ")).mapToLong(Long::parseLong).toArray();
    Group group = new Group();
    group.add(1, settings -> {}, disk(7, leaderLog));
    group.add(2, settings -> {}, disk(7, followerLog));
    group.add(3, settings -> {}, disk(7));
    group.elect(1);
    assertEquals(terms(group.core(1)), terms(group.core(2)));
    assertEquals(group.core(1).commitIndex(), group.core(2).commitIndex());
  }

  // 5.3: "a leader never overwrites or deletes entries in its own log (the Leader Append-Only
  // Property)", and two leaders in a term are a broken group: the member stops.
  @Test
  void aLeaderStopsRatherThanTakeEntriesFromAnotherLeaderOfItsTerm() {
    Group group = Group.of(3).elect(1);
    RaftCore leader = group.core(1);
    Message foreign = Message.append(2, 1, leader.term(), 1, 1, entries(9), 0);
    assertThrows(IllegalStateException.class, () -> leader.step(foreign));
  }

  // 5.3: "the follower can include the term of the conflicting entry and the first index it stores
  // for that term. [...] one AppendEntries RPC will be required for each term with conflicting
  // entries, rather than one RPC per entry."
  @Test
  void aRefusalSkipsWholeTermsAtOnce() {
    Group group = new Group();
    group.add(1, settings -> {}, disk(7, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5));
    group.add(2, settings -> {}, disk(7, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3));
    group.add(3, settings -> {}, disk(7));
    group.isolate(3);
    group.core(1).campaign();
    group.settle();
    // 3 is cut off and 2 has to come: its last term is lower.
    assertTrue(group.core(1).isLeader());
    long refusals =
        group.sentBy(2, MessageType.APPEND_REPLY).stream().filter(Message::reject).count();
    assertTrue(refusals <= 2, "refused " + refusals + " times");
  }

  // 5.3: "AppendEntries RPCs are idempotent": what is there already is not cut off.
  @Test
  void aDoubledOldMessageDoesNotShortenTheLog() {
    RaftCore core = member(1, disk(2, 2, 2, 2));
    core.step(Message.append(2, 1, 2, 1, 1, entries(2), 1));
    assertEquals(4, core.lastIndex());
    // The answer speaks only of what the message proved to agree.
    assertEquals(2, drain(core).get(0).index());
  }

  // Figure 2, AppendEntries 5: "set commitIndex = min(leaderCommit, index of last new entry)": what
  // lies behind the message may not agree.
  @Test
  void aFollowerCommitsOnlyWhatTheMessageProvedToAgree() {
    RaftCore core = member(1, disk(2, 2, 2, 2));
    core.step(Message.append(2, 1, 3, 1, 1, entries(2), 4));
    assertEquals(2, core.commitIndex());
  }

  // 5.4.2 and figure 8: "Raft never commits log entries from previous terms by counting replicas.
  // Only log entries from the leader's current term are committed by counting replicas".
  @Test
  void anEntryOfAnEarlierTermIsNotCommittedByCounting() {
    RaftCore core = member(1, disk(2, 2));
    core.campaign();
    drain(core);
    core.step(Message.voteReply(MessageType.PRE_VOTE_REPLY, 2, 1, 3, false, 0, 0));
    drain(core);
    core.step(Message.voteReply(MessageType.VOTE_REPLY, 2, 1, 3, false, 0, 0));
    drain(core);
    assertTrue(core.isLeader());
    core.step(Message.appendAccept(2, 1, 3, 2));
    assertEquals(1, core.commitIndex());
    core.step(Message.appendAccept(2, 1, 3, 3));
    assertEquals(3, core.commitIndex());
  }

  // 8: "Raft handles this by having each leader commit a blank no-op entry into the log at the
  // start of its term."
  @Test
  void aNewLeaderCommitsAnEmptyEntryFirst() {
    Group group = Group.of(3).elect(2);
    assertEquals(2, group.core(2).commitIndex());
    assertEquals(0, group.member(3).applied.get(0).sizeBytes());
  }

  // 5.3: "If followers crash or run slowly, or if network packets are lost, the leader retries
  // AppendEntries RPCs indefinitely (even after it has responded to the client)".
  @Test
  void lostEntriesAreSentAgain() {
    Group group = Group.of(3).elect(1);
    group.lose(message -> message.type() == MessageType.APPEND && message.to() == 3);
    group.propose(1, "a");
    group.propose(1, "b");
    group.lose(message -> false);
    group.tick(1, 2);
    assertEquals(List.of("a", "b"), group.applied(3));
  }

  // Thesis 10.2.1: "the leader may even commit an entry before it has been written to its own disk,
  // if a majority of followers have written it to their disks; this is still safe". Here it is not
  // handed to its own state machine before.
  @Test
  void followersMayCommitBeforeTheLeadersOwnDiskIsDone() {
    Group group = Group.of(3).elect(1);
    group.stopDisk(1);
    group.propose(1, "a");
    assertEquals(3, group.core(1).commitIndex());
    assertEquals(List.of("a"), group.applied(2));
    assertEquals(List.of(), group.applied(1));
    group.goOnDisk(1);
    group.settle();
    assertEquals(List.of("a"), group.applied(1));
  }

  // Thesis 10.2.1: the leader counts itself only "once the write completes".
  @Test
  void aLeaderCountsItselfOnlyWhenItsOwnDiskIsDone() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.stopDisk(1);
    group.stopDisk(2);
    group.propose(1, "a");
    group.goOnDisk(2);
    group.settle();
    assertEquals(2, group.core(1).commitIndex());
    group.goOnDisk(1);
    group.settle();
    assertEquals(3, group.core(1).commitIndex());
  }

  // Figure 2: entries are on disk before the follower answers; a heartbeat does not wait for that.
  @Test
  void aFollowerAcceptsEntriesAfterItsDiskAndAnswersHeartbeatsBefore() {
    RaftCore core = member(1, disk(2));
    core.step(Message.append(2, 1, 2, 1, 1, entries(2), 1));
    Ready ready = core.ready();
    assertTrue(ready.sendNow().isEmpty());
    assertEquals(List.of(Message.appendAccept(1, 2, 2, 2)), ready.sendAfterPersist());
    core.step(Message.heartbeat(2, 1, 2, 1, 7));
    assertEquals(List.of(Message.heartbeatReply(1, 2, 2, 7)), core.ready().sendNow());
  }

  // An acceptance speaks of entries of its own term; when a newer leader replaces them before the
  // disk is done, it must not leave any more.
  @Test
  void anAcceptanceDoesNotOutliveItsEntries() {
    RaftCore core = member(1, disk(2));
    core.step(Message.append(2, 1, 2, 1, 1, entries(2), 1));
    Ready first = core.ready();
    core.step(Message.append(2, 1, 2, 2, 2, List.of(new Entry(2, 3, EntryType.NORMAL, null)), 1));
    core.step(Message.append(3, 1, 3, 1, 1, entries(3, 3), 1));
    core.persisted(first.persistTerm(), first.persistIndex());
    List<Message> answers = drain(core);
    assertEquals(List.of(Message.appendAccept(1, 3, 3, 3)), answers);
  }

  // Thesis 10.2.2: "the leader sends the next entries without waiting for the answer", up to the
  // window; and after a refusal it goes back to one message at a time.
  @Test
  void messagesAreSentAheadUpToTheWindow() {
    Group group = Group.of(3, settings -> settings.maxInflightMessages(4)).elect(1);
    group.stopDisk(2);
    group.sent.clear();
    for (int i = 0; i < 10; i++) {
      group.propose(1, "x" + i);
    }
    assertEquals(4, appendsWithEntries(group, 2));
    assertEquals(10, appendsWithEntries(group, 3));
    group.goOnDisk(2);
    group.settle();
    assertEquals(group.core(1).lastIndex(), group.core(2).lastIndex());
  }

  @Test
  void theWindowIsAlsoBoundedInBytes() {
    Group group = Group.of(3, settings -> settings.maxInflightBytes(100)).elect(1);
    group.stopDisk(2);
    group.sent.clear();
    for (int i = 0; i < 10; i++) {
      group.propose(1, "x".repeat(40));
    }
    assertEquals(3, appendsWithEntries(group, 2));
  }

  private static long appendsWithEntries(Group group, long to) {
    return group.sent.stream()
        .filter(m -> m.type() == MessageType.APPEND && m.to() == to && !m.entries().isEmpty())
        .count();
  }

  @Test
  void aMessageIsBoundedInBytesAndEntriesAndOneLargeEntryTravelsAlone() {
    Group group =
        Group.of(2, settings -> settings.maxMessageBytes(100).maxMessageEntries(3)).elect(1);
    group.isolate(2);
    for (int size : new int[] {1, 1, 1, 1, 60, 60, 500, 1}) {
      group.core(1).propose(EntryType.NORMAL, new byte[size]);
    }
    group.settle();
    group.join(2);
    group.sent.clear();
    group.core(1).reportUnreachable(2);
    group.tick(1, 3);
    List<Integer> sizes =
        group.sentBy(1, MessageType.APPEND).stream()
            .map(message -> message.entries().size())
            .filter(size -> size > 0)
            .toList();
    assertEquals(List.of(3, 2, 1, 1, 1), sizes);
  }

  @Test
  void proposalsAreRefusedBeyondTheUncommittedLimit() {
    Group group = Group.of(3, settings -> settings.maxUncommittedBytes(10)).elect(1);
    group.isolate(1);
    assertEquals(ProposalResult.ACCEPTED, group.propose(1, "x".repeat(100)));
    assertEquals(ProposalResult.UNCOMMITTED_LIMIT, group.propose(1, "y"));
    group.join(1);
    group.tick(1, 2);
    assertEquals(ProposalResult.ACCEPTED, group.propose(1, "y"));
  }

  // 7: "the leader must occasionally send snapshots to followers that lag behind. This happens when
  // the leader has already discarded the next log entry that it needs to send".
  @Test
  void aFollowerWhoseEntriesAreGoneGetsASnapshotAndThenTheRest() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.propose(1, "a");
    group.propose(1, "b");
    group.core(1).compactLog(group.core(1).appliedIndex());
    group.join(3);
    group.tickAll(2);
    group.propose(1, "c");
    group.tickAll(2);
    assertEquals(1, group.sentBy(1, MessageType.SNAPSHOT).size());
    assertEquals(List.of("c"), group.applied(3));
    assertEquals(group.core(1).commitIndex(), group.core(3).commitIndex());
  }

  // 7: "the snapshot supersedes" the follower's log: nothing of it is applied before the snapshot
  // is installed, and the answer leaves after that.
  @Test
  void aSnapshotReplacesTheLogOnceItIsInstalled() {
    RaftCore core = member(1, disk(2, 2, 2));
    SnapshotMark mark = new SnapshotMark(9, 3, Members.ofVoters(1L, 2L, 4L));
    core.step(Message.snapshot(2, 1, 3, mark));
    Ready ready = core.ready();
    assertEquals(mark, ready.snapshot());
    assertEquals(9, ready.persistIndex());
    assertEquals(1, ready.sendAfterPersist().size());
    assertEquals(1, core.appliedIndex());
    core.persisted(3, 9);
    assertEquals(9, core.appliedIndex());
    assertEquals(mark.members(), core.members());
    assertFalse(core.ready().committed().size() > 0);
  }

  // 7: "If instead the follower receives a snapshot that describes a prefix of its log [...] then
  // log entries covered by the snapshot are deleted but entries following the snapshot are still
  // valid and must be retained."
  @Test
  void aSnapshotOfAPrefixOfTheLogKeepsTheRest() {
    RaftCore core = member(1, disk(3, 2, 2, 3, 3));
    core.step(Message.snapshot(2, 1, 3, new SnapshotMark(3, 2, Members.ofVoters(1L, 2L, 3L))));
    assertEquals(5, core.lastIndex());
    assertEquals(3, core.commitIndex());
  }

  // 7: a snapshot that is older than what is committed here brings nothing.
  @Test
  void anOldSnapshotIsAnsweredWithTheCommitIndex() {
    Group group = Group.of(3).elect(1);
    group.propose(1, "a");
    RaftCore core = group.core(2);
    core.step(Message.snapshot(1, 2, core.term(), new SnapshotMark(2, 2, core.members())));
    assertEquals(List.of(Message.appendAccept(2, 1, core.term(), 3)), core.ready().sendNow());
  }

  @Test
  void aFailedSnapshotIsTriedAgain() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.propose(1, "a");
    group.core(1).compactLog(group.core(1).appliedIndex());
    group.join(3);
    group.lose(message -> message.type() == MessageType.SNAPSHOT);
    group.tickAll(3);
    group.lose(message -> false);
    group.tickAll(3);
    assertEquals(group.core(1).commitIndex(), group.core(3).commitIndex());
  }
}
