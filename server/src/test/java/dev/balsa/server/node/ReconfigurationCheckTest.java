package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * etcd's strict check, case by case; member 1 is asked, and a name in capitals is a started one.
 */
class ReconfigurationCheckTest {

  private static final MemberChange VOTER = new MemberChange.Add(List.of("http://x:1"), false);
  private static final MemberChange LEARNER = new MemberChange.Add(List.of("http://x:1"), true);

  /** V: a started voter, v: one that never started, L and l: learners; ids count from 1. */
  private static EtcdError fault(String cluster, Set<Long> connected, MemberChange change) {
    List<MemberInfo> members = new ArrayList<>();
    for (int i = 0; i < cluster.length(); i++) {
      char kind = cluster.charAt(i);
      boolean learner = Character.toLowerCase(kind) == 'l';
      String name = Character.isUpperCase(kind) ? "started" : "";
      members.add(new MemberInfo(members.size() + 1L, name, List.of(), List.of(), learner));
    }
    return new ReconfigurationCheck(1, members, connected::contains, connected::contains)
        .fault(change);
  }

  @Test
  void aLoneMemberMayAlwaysGrow() {
    assertNull(fault("V", Set.of(), VOTER));
    assertNull(fault("V", Set.of(), LEARNER));
    assertNull(fault("Vl", Set.of(), VOTER));
  }

  @Test
  void anotherVoterNeedsAQuorumOfStartedOnesWithItselfCountedAsNotStarted() {
    assertEquals(EtcdError.MEMBER_NOT_ENOUGH_STARTED, fault("Vv", Set.of(2L), VOTER));
    assertNull(fault("VV", Set.of(2L), VOTER));
    assertNull(fault("VVv", Set.of(2L, 3L), LEARNER));
    assertEquals(EtcdError.MEMBER_NOT_ENOUGH_STARTED, fault("VVv", Set.of(2L, 3L), VOTER));
  }

  @Test
  void whoeverComesTheQuorumOfOneMoreMustHaveBeenConnectedForAWhile() {
    assertEquals(EtcdError.UNHEALTHY, fault("VV", Set.of(), LEARNER));
    assertNull(fault("VVV", Set.of(2L, 3L), VOTER));
    assertEquals(EtcdError.UNHEALTHY, fault("VVV", Set.of(2L), VOTER));
    assertNull(fault("VVVVV", Set.of(2L, 3L, 4L), VOTER));
  }

  @Test
  void aLearnerMayAlwaysGo() {
    assertNull(fault("Vl", Set.of(), new MemberChange.Remove(2)));
  }

  @Test
  void aVoterMayGoIfEnoughAreLeftThatHaveStartedAndAreConnected() {
    assertNull(fault("VVV", Set.of(2L, 3L), new MemberChange.Remove(2)));
    assertNull(fault("VVV", Set.of(2L), new MemberChange.Remove(3))); // it is down anyway
    assertEquals(EtcdError.UNHEALTHY, fault("VVV", Set.of(2L), new MemberChange.Remove(2)));
    assertEquals(EtcdError.UNHEALTHY, fault("VVV", Set.of(), new MemberChange.Remove(1)));
    assertEquals(
        EtcdError.MEMBER_NOT_ENOUGH_STARTED,
        fault("VVv", Set.of(2L, 3L), new MemberChange.Remove(2)));
    assertEquals(
        EtcdError.MEMBER_NOT_ENOUGH_STARTED, fault("V", Set.of(), new MemberChange.Remove(1)));
  }

  @Test
  void aLearnerCountsAsStartedWhenItIsPromoted() {
    assertNull(fault("Vl", Set.of(), new MemberChange.Promote(2)));
    assertNull(fault("VvL", Set.of(), new MemberChange.Promote(3)));
    assertEquals(
        EtcdError.MEMBER_NOT_ENOUGH_STARTED, fault("VvvL", Set.of(), new MemberChange.Promote(4)));
  }
}
