package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An operator replaces members one by one (a learner joins, is promoted, another member goes) while
 * machines stop and messages get lost by chance, and clients write.
 */
class MembershipCrashTest {

  private static final int REPLACEMENTS = 4;

  private SimulatedCluster cluster;
  private SplittableRandom random;
  private final TreeSet<Long> acknowledged = new TreeSet<>();
  private final List<Outcome> refusals = new ArrayList<>();
  private int sent;

  /** How often an address in use was refused; an answer may get lost. */
  private int refused;

  static List<Long> seeds() {
    return new SplittableRandom(20261121).longs(25).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void membersAreReplacedOneByOneAndNothingIsLost(long seed) throws Exception {
    cluster = new SimulatedCluster(seed, 3).start();
    random = cluster.random.split();
    for (int round = 0; round < REPLACEMENTS; round++) {
      String name = "new" + round;
      disturb();
      int joined = cluster.addMachine(add(name), name);
      cluster.boot(joined);
      disturb();
      long id = cluster.ids.get(joined);
      until(new MemberChange.Promote(id), "the promotion", m -> m.id() == id && !m.learner(), true);
      disturb();
      long gone = victim(id);
      until(new MemberChange.Remove(gone), "the removal", m -> m.id() == gone, false);
      cluster.start();
    }
    settle();
    checkEverywhere();
    assertTrue(refused > 0, "nothing was refused");
    assertTrue(acknowledged.size() > 10, "only " + acknowledged.size() + " writes succeeded");
  }

  private void disturb() throws Exception {
    if (random.nextBoolean()) {
      cluster.network.lossOneIn = 3 + random.nextInt(8);
    }
    int victim = random.nextInt(cluster.size());
    if (cluster.isRunning(victim) && random.nextBoolean()) {
      cluster.machine(victim).disk.crashAt(1 + random.nextInt(40));
    }
    work(500);
    askForWhatIsRefused();
    work(500);
    cluster.network.heal();
    int restarted = random.nextInt(cluster.size());
    if (cluster.isRunning(restarted) && random.nextBoolean()) {
      cluster.shutDown(restarted);
    }
    cluster.start();
  }

  /**
   * An address in use, of members that only go one by one: what is refused is in the log like
   * anything else, and must be nothing to whoever starts behind it.
   */
  private void askForWhatIsRefused() {
    MemberChange inUse = new MemberChange.Add(addressesOfAll(), random.nextBoolean());
    List<Integer> able = able();
    if (able.isEmpty()) {
      return; // nobody has learned yet that it is a member
    }
    int asked = able.get(random.nextInt(able.size()));
    cluster.replica(asked).changeMembers(inUse, outcome -> refused += failed(outcome));
  }

  private List<String> addressesOfAll() {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < cluster.size(); i++) {
      addresses.addAll(SimulatedMember.info(cluster.ids.get(i), nameOf(i)).peerUrls());
    }
    return addresses;
  }

  private static String nameOf(int place) {
    return place < 3 ? "m" + place : "new" + (place - 3);
  }

  private static int failed(Outcome outcome) {
    return outcome.equals(new Outcome.Failed(EtcdError.PEER_URL_EXIST)) ? 1 : 0;
  }

  private void work(int turns) throws Exception {
    for (int i = 0; i < turns; i++) {
      int at = random.nextInt(cluster.size());
      if (cluster.isRunning(at) && random.nextInt(20) == 0) {
        write(at);
      }
      cluster.turn();
    }
  }

  private void write(int at) {
    cluster
        .replica(at)
        .propose(
            CommandKind.PUT,
            SimulatedMember.put("key-" + ++sent % 10, "value-" + sent).toByteArray(),
            outcome -> {
              if (outcome instanceof Outcome.Executed executed) {
                assertTrue(acknowledged.add(executed.result().revision()), "given twice");
              }
            });
  }

  private long add(String name) throws Exception {
    List<String> urls = SimulatedMember.info(0, name).peerUrls();
    until(new MemberChange.Add(urls, true), "the new member", m -> m.peerUrls().equals(urls), true);
    for (MemberInfo member : cluster.replica(anyRunning()).members()) {
      if (member.peerUrls().equals(urls)) {
        return member.id();
      }
    }
    throw new AssertionError("the new member is gone again");
  }

  /** Asks any member, again and again, until all that run have it so. */
  private void until(
      MemberChange change, String what, java.util.function.Predicate<MemberInfo> is, boolean wanted)
      throws Exception {
    for (int attempt = 0; !isSoEverywhere(is, wanted); attempt++) {
      assertTrue(attempt < 300, () -> "never: " + what + "; last refusals " + lastRefusals());
      cluster
          .replica(anyRunning())
          .changeMembers(
              change,
              outcome -> {
                if (outcome instanceof Outcome.Failed) {
                  refusals.add(outcome);
                }
              });
      work(1_000);
      cluster.start();
    }
  }

  private List<Outcome> lastRefusals() {
    return refusals.subList(Math.max(0, refusals.size() - 5), refusals.size());
  }

  private boolean isSoEverywhere(java.util.function.Predicate<MemberInfo> is, boolean wanted) {
    boolean any = false;
    for (int i = 0; i < cluster.size(); i++) {
      if (cluster.isRunning(i) && isMember(i)) {
        any = true;
        if (cluster.replica(i).members().stream().anyMatch(is) != wanted) {
          return false;
        }
      }
    }
    return any;
  }

  /**
   * Whether a member knows itself as one: who joins does not yet, and who goes does not any more.
   */
  private boolean isMember(int i) {
    return cluster.replica(i).members().stream().anyMatch(m -> m.id() == cluster.ids.get(i));
  }

  private int anyRunning() {
    List<Integer> able = able();
    return able.get(random.nextInt(able.size()));
  }

  private List<Integer> able() {
    List<Integer> able = new ArrayList<>();
    for (int i = 0; i < cluster.size(); i++) {
      if (cluster.isRunning(i) && isMember(i)) {
        able.add(i);
      }
    }
    return able;
  }

  /** Some voter that is not the newest; the leader as often as others. */
  private long victim(long newest) {
    List<MemberInfo> members = new ArrayList<>(cluster.replica(anyRunning()).members());
    members.removeIf(member -> member.id() == newest || member.learner());
    return members.get(random.nextInt(members.size())).id();
  }

  private void settle() throws Exception {
    cluster.network.heal();
    cluster.start();
    cluster.turnUntil(() -> goneAreRetired(), "removed members stop by themselves");
    cluster.turnUntil(cluster::isUnited, "the members follow one leader");
    int before = acknowledged.size();
    for (int attempt = 0; acknowledged.size() == before; attempt++) {
      assertTrue(attempt < 200, "no write succeeds any more");
      write(anyRunning());
      cluster.turns(1_000);
    }
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all members agree");
  }

  private boolean goneAreRetired() {
    int left = 0;
    for (int i = 0; i < cluster.size(); i++) {
      left += cluster.isRetired(i) ? 0 : 1;
    }
    return left == 3;
  }

  private void checkEverywhere() {
    View first = null;
    for (int i = 0; i < cluster.size(); i++) {
      if (cluster.isRetired(i)) {
        continue;
      }
      View view = cluster.machine(i).store.view();
      first = first == null ? view : first;
      assertEquals(first.stateHash(), view.stateHash());
      assertTrue(view.revision() >= acknowledged.last(), "the last write is lost");
      assertEquals(3, cluster.replica(i).members().size());
    }
  }
}
