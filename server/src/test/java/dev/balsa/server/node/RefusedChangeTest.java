package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.wal.Wal;
import dev.balsa.wal.WalConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A change of members that was refused when it was applied is in the log all the same, and stays
 * without effect: at once, after every restart, and for {@code --force-new-cluster}.
 */
class RefusedChangeTest {

  private static final List<String> OWN_URL = List.of("http://localhost:2380");
  private static final MembershipConfig LENIENT =
      new MembershipConfig(false, 1, 0, false, List.of());

  private static final MemberInfo SELF = SimulatedMember.info(7, "one");

  private final SimulatedNetwork network = new SimulatedNetwork(new SplittableRandom(1));
  private final SimulatedMember machine =
      new SimulatedMember(20261122, SELF, List.of(SELF), network.port());

  private Outcome ask(MemberChange change) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    machine.member.replica().changeMembers(change, outcomes::add);
    machine.turnUntil(() -> !outcomes.isEmpty(), "an answer to " + change);
    return outcomes.get(0);
  }

  private void refuses(EtcdError error, MemberChange change) throws Exception {
    assertEquals(new Outcome.Failed(error), ask(change));
  }

  private void serves() throws Exception {
    assertTrue(machine.member.replica().status().leader());
    assertInstanceOf(
        Outcome.Executed.class, machine.call(CommandKind.PUT, SimulatedMember.put("k", "v")));
  }

  private void restartAndServe() throws Exception {
    machine.shutDown();
    machine.start();
    serves();
  }

  private List<Long> members() {
    return machine.member.replica().members().stream().map(MemberInfo::id).toList();
  }

  @Test
  void anAddressInUseMakesNoVoterOfNobodyAfterARestart() throws Exception {
    machine.start();
    refuses(EtcdError.PEER_URL_EXIST, new MemberChange.Add(OWN_URL, false));
    restartAndServe();
    restartAndServe();
    assertEquals(List.of(7L), members());
  }

  @Test
  void theMarkOfALaterCheckpointHasNoTraceOfIt() throws Exception {
    machine.start();
    refuses(EtcdError.PEER_URL_EXIST, new MemberChange.Add(OWN_URL, false));
    machine.shutDown();
    machine.start();
    for (int i = 0; i < 120; i++) { // more than two checkpoints
      machine.call(CommandKind.PUT, SimulatedMember.put("k", "v" + i));
    }
    restartAndServe();
  }

  @Test
  void oneLearnerTooManyIsNoneAfterARestart() throws Exception {
    machine.membership = LENIENT;
    machine.start();
    List<String> first = List.of("http://l1:2380");
    List<String> second = List.of("http://l2:2380");
    assertInstanceOf(Outcome.MembersChanged.class, ask(new MemberChange.Add(first, true)));
    refuses(EtcdError.TOO_MANY_LEARNERS, new MemberChange.Add(second, true));
    restartAndServe();
    assertEquals(2, members().size());
    long learner = members().stream().filter(id -> id != 7).findAny().orElseThrow();
    assertInstanceOf(Outcome.MembersChanged.class, ask(new MemberChange.Remove(learner)));
    restartAndServe();
  }

  @Test
  void theLastVoterIsStillThereAfterItsRemovalWasRefused() throws Exception {
    machine.membership = LENIENT;
    machine.start();
    refuses(EtcdError.MEMBER_NOT_ENOUGH_STARTED, new MemberChange.Remove(7));
    restartAndServe();
  }

  @Test
  void aMarkThatNamesAMemberTooManyIsNotBelieved() throws Exception {
    machine.start();
    machine.call(CommandKind.PUT, SimulatedMember.put("k", "v"));
    long index = machine.store.appliedIndex();
    long term = machine.store.appliedTerm();
    machine.shutDown();
    try (Wal wal = Wal.open(machine.disk, SimulatedMember.WAL, WalConfig.DEFAULT).wal()) {
      wal.append(new HardState(term, 7, index), List.of(), true);
      wal.saveSnapshot(new SnapshotMark(index, term, Members.ofVoters(7L, 0xbadL)));
    }
    machine.start();
    serves();
    assertEquals(
        List.of(
            "the log's mark at index "
                + index
                + " names the members [7, bad]; the member list counts, and says [7]"),
        machine.member.repairs());
    restartAndServe();
  }

  @Test
  void forceNewClusterGoesByTheSameMembers() throws Exception {
    machine.membership = LENIENT;
    machine.start();
    refuses(EtcdError.PEER_URL_EXIST, new MemberChange.Add(OWN_URL, false));
    machine.shutDown();
    machine.membership = new MembershipConfig(true, 1, 0, true, OWN_URL);
    machine.start();
    serves();
    assertEquals(
        List.of("--force-new-cluster: this member is alone already"), machine.member.repairs());
    machine.membership = MembershipConfig.DEFAULT;
    restartAndServe();
  }
}
