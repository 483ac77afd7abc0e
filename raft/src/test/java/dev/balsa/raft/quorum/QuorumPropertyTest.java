package dev.balsa.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The arithmetic of quorums against definitions that are too slow to be wrong. */
class QuorumPropertyTest {

  private static final long MAX_ID = 7;

  @Provide
  Arbitrary<Set<Long>> voters() {
    return Arbitraries.longs().between(1, MAX_ID).set().ofMaxSize(7);
  }

  @Provide
  Arbitrary<Map<Long, Long>> values() {
    return Arbitraries.maps(
        Arbitraries.longs().between(1, MAX_ID), Arbitraries.longs().between(0, 6));
  }

  @Provide
  Arbitrary<Map<Long, Boolean>> votes() {
    return Arbitraries.maps(Arbitraries.longs().between(1, MAX_ID), Arbitraries.of(true, false));
  }

  private static Majority majority(Set<Long> voters) {
    return new Majority(voters.stream().mapToLong(Long::longValue).toArray());
  }

  /** By definition: try every value, and count who has reached it. */
  private static long reachedByCounting(Set<Long> voters, Map<Long, Long> values) {
    if (voters.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long largest = 0;
    for (long candidate = 0; candidate <= 6; candidate++) {
      long wanted = candidate;
      long count = voters.stream().filter(v -> values.getOrDefault(v, 0L) >= wanted).count();
      if (2 * count > voters.size()) {
        largest = candidate;
      }
    }
    return largest;
  }

  /** By definition: won or lost if every way in which the others may vote ends like that. */
  private static VoteResult tallyByTrying(List<Set<Long>> halves, Map<Long, Boolean> votes) {
    boolean canWin = false;
    boolean canLose = false;
    for (int others = 0; others < 1 << MAX_ID; others++) {
      int choice = others;
      boolean wins =
          halves.stream()
              .allMatch(
                  half ->
                      half.isEmpty()
                          || 2
                                  * half.stream()
                                      .filter(
                                          v ->
                                              votes.getOrDefault(
                                                  v, (choice >> (v.intValue() - 1) & 1) == 1))
                                      .count()
                              > half.size());
      canWin |= wins;
      canLose |= !wins;
    }
    if (canWin && canLose) {
      return VoteResult.PENDING;
    }
    return canWin ? VoteResult.WON : VoteResult.LOST;
  }

  @Property(tries = 2000)
  void aMajorityHasReachedWhatCountingSays(
      @ForAll("voters") Set<Long> voters, @ForAll("values") Map<Long, Long> values) {
    assertEquals(
        reachedByCounting(voters, values),
        majority(voters).reached(id -> values.getOrDefault(id, 0L)));
  }

  @Property(tries = 2000)
  void bothHalvesHaveReachedWhatCountingSays(
      @ForAll("voters") Set<Long> incoming,
      @ForAll("voters") Set<Long> outgoing,
      @ForAll("values") Map<Long, Long> values) {
    JointQuorum quorum = new JointQuorum(majority(incoming), majority(outgoing));
    assertEquals(
        Math.min(reachedByCounting(incoming, values), reachedByCounting(outgoing, values)),
        quorum.reached(id -> values.getOrDefault(id, 0L)));
  }

  @Property(tries = 500)
  void anElectionStandsAsTryingEveryOutcomeSays(
      @ForAll("voters") Set<Long> incoming,
      @ForAll("voters") Set<Long> outgoing,
      @ForAll("votes") Map<Long, Boolean> votes) {
    JointQuorum quorum = new JointQuorum(majority(incoming), majority(outgoing));
    VoteResult result =
        quorum.tally(id -> votes.getOrDefault(id, false), id -> !votes.getOrDefault(id, true));
    assertEquals(tallyByTrying(List.of(incoming, outgoing), votes), result);
  }

  @Property(tries = 500)
  void anyTwoMajoritiesOfTheSameVotersMeet(@ForAll("voters") Set<Long> voters, @ForAll long mask) {
    Set<Long> some = new TreeSet<>(voters);
    some.removeIf(v -> (mask >> v & 1) == 1);
    Set<Long> rest = new TreeSet<>(voters);
    rest.removeAll(some);
    boolean someWin = majority(voters).tally(some::contains, id -> false) == VoteResult.WON;
    boolean restWin = majority(voters).tally(rest::contains, id -> false) == VoteResult.WON;
    assertEquals(voters.isEmpty(), someWin && restWin);
  }

  @Example
  void theDocumentedExample() {
    Map<Long, Long> match = Map.of(1L, 7L, 2L, 5L, 3L, 9L);
    assertEquals(7, new Majority(1, 2, 3).reached(match::get));
  }
}
