package dev.balsa.raft;

import dev.balsa.raft.quorum.JointQuorum;
import dev.balsa.raft.quorum.Majority;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The properties of Raft paper, figure 3, watched over a whole group from outside: what was once
 * seen is remembered, and everything that is seen later must agree with it.
 */
final class SafetyChecks {

  private final Map<Long, Long> leaderOfTerm = new HashMap<>();
  private final Map<List<Long>, Entry> entryAt = new HashMap<>();
  private final Map<List<Long>, Long> termBefore = new HashMap<>();
  private final Map<Long, Entry> appliedAt = new HashMap<>();
  private final Map<Long, Members> membersAt = new HashMap<>();
  private final Map<Long, Long> committedTerm = new TreeMap<>();
  private final Map<Long, Long> seenCommit = new HashMap<>();
  private long globalCommit;

  long globalCommit() {
    return globalCommit;
  }

  static void require(boolean condition, String text) {
    if (!condition) {
      throw new AssertionError(text);
    }
  }

  /** To be called after every step. */
  void look(TestMember member, List<TestMember> all) {
    RaftCore core = member.core;
    if (core.isLeader()) {
      lookAtLeader(core);
    }
    long before = seenCommit.getOrDefault(member.id, 0L);
    long commit = core.commitIndex();
    for (long index = Math.max(before, core.firstIndex() - 1) + 1; index <= commit; index++) {
      long term = core.log().termAt(index);
      Long known = committedTerm.putIfAbsent(index, term);
      require(
          known == null || known == term,
          "index " + index + " is committed in term " + term + " and in term " + known);
    }
    if (core.isLeader() && commit > globalCommit) {
      requireOnQuorum(core, commit, all);
    }
    globalCommit = Math.max(globalCommit, commit);
    seenCommit.put(member.id, commit);
    require(core.appliedIndex() <= core.log().persisted(), "applied what is not on its own disk");
    require(core.appliedIndex() <= commit, "applied what is not committed");
  }

  /** Commits are forgotten in a crash, as far as the disk does not know them. */
  void restarted(TestMember member) {
    seenCommit.put(member.id, 0L);
  }

  private void lookAtLeader(RaftCore core) {
    Long known = leaderOfTerm.putIfAbsent(core.term(), core.memberId());
    require(
        known == null || known == core.memberId(),
        "election safety: " + known + " and " + core.memberId() + " lead term " + core.term());
    if (known != null) {
      return;
    }
    committedTerm.forEach(
        (index, term) ->
            require(
                index < core.firstIndex() || core.log().termAt(index) == term,
                "leader completeness: the leader of term "
                    + core.term()
                    + " lacks "
                    + term
                    + "/"
                    + index));
  }

  /** An acknowledged write is on a quorum of disks. */
  private void requireOnQuorum(RaftCore leader, long index, List<TestMember> all) {
    Members members = leader.members();
    JointQuorum quorum =
        new JointQuorum(majority(members.voters()), majority(members.votersOutgoing()));
    long onDisk =
        quorum.reached(
            id -> {
              TestMember member = all.get((int) id - 1);
              boolean has =
                  member.termOnDisk(index) == leader.log().termAt(index)
                      || member.walStart.index() >= index;
              return has ? 1 : 0;
            });
    require(onDisk >= 1, "index " + index + " is committed, but not on a quorum of disks");
  }

  private static Majority majority(List<Long> voters) {
    return new Majority(voters.stream().mapToLong(Long::longValue).toArray());
  }

  /** Log matching: index and term name an entry and everything before it. */
  void written(Entry entry, long previousTerm) {
    List<Long> position = List.of(entry.index(), entry.term());
    Entry known = entryAt.putIfAbsent(position, entry);
    require(known == null || known.equals(entry), "log matching: " + known + " is also " + entry);
    Long knownBefore = termBefore.putIfAbsent(position, previousTerm);
    require(
        knownBefore == null || knownBefore == previousTerm,
        "log matching: before " + entry + " is term " + knownBefore + " and " + previousTerm);
  }

  /** State machine safety: nobody applies a different entry there. */
  void applied(Entry entry, Members membersAfter) {
    Entry known = appliedAt.putIfAbsent(entry.index(), entry);
    require(
        known == null || known.equals(entry),
        "state machine safety: applied " + entry + " where another applied " + known);
    Members knownMembers = membersAt.putIfAbsent(entry.index(), membersAfter);
    require(
        knownMembers == null || knownMembers.equals(membersAfter),
        "after " + entry + " the members are " + membersAfter + " and " + knownMembers);
  }

  /** What leaves may say only what the sender's disk knows. */
  void leaves(TestMember from, Message message) {
    boolean isInAdvance =
        message.type() == MessageType.PRE_VOTE
            || (message.type() == MessageType.PRE_VOTE_REPLY && !message.reject());
    if (message.term() == 0 || isInAdvance) {
      return;
    }
    HardState disk = from.hardState;
    require(disk.term() >= message.term(), message + " leaves, but on disk is " + disk);
    boolean isOfThisTerm = disk.term() == message.term();
    if (message.type() == MessageType.VOTE && isOfThisTerm) {
      require(disk.vote() == from.id, message + " leaves, but on disk is " + disk);
    }
    if (message.type() == MessageType.VOTE_REPLY && !message.reject() && isOfThisTerm) {
      require(disk.vote() == message.to(), message + " leaves, but on disk is " + disk);
    }
    if (message.isAcceptance() && isOfThisTerm) {
      require(from.lastWritten() >= message.index(), message + " leaves before it is written");
    }
  }
}
