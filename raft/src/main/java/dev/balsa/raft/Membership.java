package dev.balsa.raft;

import dev.balsa.raft.quorum.JointQuorum;
import dev.balsa.raft.quorum.Majority;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The configuration in force at this member, in the forms in which it is asked for. */
final class Membership {

  private final long self;
  private Members members;
  private JointQuorum quorum;
  private long[] others;

  Membership(long self, Members members) {
    this.self = self;
    become(members);
  }

  void become(Members next) {
    members = next;
    quorum =
        new JointQuorum(
            new Majority(toArray(next.voters().stream())),
            new Majority(toArray(next.votersOutgoing().stream())));
    // votersOutgoing contains learnersNext.
    others =
        Stream.of(next.voters(), next.learners(), next.votersOutgoing())
            .flatMapToLong(ids -> ids.stream().mapToLong(Long::longValue))
            .filter(id -> id != self)
            .sorted()
            .distinct()
            .toArray();
  }

  private static long[] toArray(Stream<Long> ids) {
    return ids.mapToLong(Long::longValue).toArray();
  }

  Members members() {
    return members;
  }

  JointQuorum quorum() {
    return quorum;
  }

  /** The ids of all members but this one, ascending. Not to be written to. */
  long[] others() {
    return others;
  }

  boolean isVoter(long id) {
    return quorum.contains(id);
  }

  boolean isSelfVoter() {
    return isVoter(self);
  }

  boolean contains(long id) {
    return id == self
        ? isVoter(id) || members.learners().contains(id)
        : Arrays.binarySearch(others, id) >= 0;
  }

  /** Whether this member's voice alone decides. */
  boolean isSelfQuorum() {
    return isSelfVoter() && quorum.reached(id -> id == self ? 1 : 0) == 1;
  }

  LongStream otherVoters() {
    return Arrays.stream(others).filter(this::isVoter);
  }
}
