package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.View;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.wal.disk.SimulatedCrash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Several members, each on a machine of its own, taking turns on one thread by a seed. After every
 * turn members that have applied the same index are compared.
 */
final class SimulatedCluster {

  private static final long MILLI = 1_000_000L;

  /** How much time passes at once; a turn is about a fiftieth of it. */
  long stepNanos = 50 * MILLI;

  private static final int PATIENCE_TURNS = 400_000;

  final SplittableRandom random;
  final SimulatedNetwork network;
  final List<Long> ids = new ArrayList<>();
  private final List<SimulatedMember> machines = new ArrayList<>();
  private final List<Boolean> running = new ArrayList<>();
  private final TreeSet<Integer> retired = new TreeSet<>();
  private final int founders;

  /** The state's hash at each applied index, as the first member there had it. */
  private final TreeMap<Long, Long> hashes = new TreeMap<>();

  SimulatedCluster(long seed, int size) {
    founders = size;
    random = new SplittableRandom(seed);
    network = new SimulatedNetwork(random.split());
    List<MemberInfo> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ids.add(10L + i);
      members.add(SimulatedMember.info(10L + i, "m" + i));
    }
    for (MemberInfo member : members) {
      SimulatedMember machine =
          new SimulatedMember(random.nextLong(), member, members, network.port());
      machine.nodeConfig = NodeConfig.of(100, 1_000, 20, 5, 1 << 20, 0);
      machines.add(machine);
      running.add(false);
    }
  }

  /** Members whose processes stand still. */
  private final Set<Integer> paused = new TreeSet<>();

  /** The process of a member stands still from now on. */
  void pause(int i) {
    paused.add(i);
  }

  /** It goes on. */
  void goOn(int i) {
    paused.remove(i);
  }

  /** So much time passes for everybody at once, and everybody who runs has some turns. */
  void pass(long nanos) throws Exception {
    for (long passed = 0; passed < nanos; passed += stepNanos) {
      for (int i = 0; i < machines.size(); i++) {
        if (running.get(i)) {
          machines.get(i).environment.advance(stepNanos);
        }
      }
      turns(60);
    }
  }

  /** Whether a member whose disk fails may stop because of it. */
  boolean disksMayFail;

  /** What members have stopped because of. */
  final List<IOException> diskFailures = new ArrayList<>();

  /** Starts every member that does not run. */
  SimulatedCluster start() throws Exception {
    for (int i = 0; i < machines.size(); i++) {
      if (!running.get(i) && !isRetired(i)) {
        boot(i);
      }
    }
    return this;
  }

  void boot(int i) throws Exception {
    try {
      machines.get(i).boot();
    } catch (MemberRemovedException removed) {
      retired.add(i);
      machines.get(i).environment.close();
      return;
    }
    running.set(i, true);
  }

  boolean isRunning(int i) {
    return running.get(i);
  }

  SimulatedMember machine(int i) {
    return machines.get(i);
  }

  Replica replica(int i) {
    return machines.get(i).member.replica();
  }

  int size() {
    return machines.size();
  }

  /** One agent of one member has a turn, and the network; now and then time passes for all. */
  void turn() throws Exception {
    network.step();
    boolean timePasses = random.nextInt(50) == 0;
    int chosen = random.nextInt(machines.size());
    for (int i = 0; i < machines.size(); i++) {
      if (running.get(i)) {
        if (paused.contains(i)) {
          if (timePasses) {
            machines.get(i).environment.advance(stepNanos); // clocks go on
          }
          continue;
        }
        if (timePasses) {
          machines.get(i).environment.advance(stepNanos);
        }
        if (i == chosen) {
          turn(i);
        }
      }
    }
  }

  private void turn(int i) throws Exception {
    SimulatedMember machine = machines.get(i);
    try {
      machine.turn();
    } catch (MemberRemovedException removed) {
      retire(i);
      return;
    } catch (SimulatedCrash crash) {
      crash(i);
      return;
    } catch (IOException trouble) {
      if (!disksMayFail) {
        throw trouble;
      }
      diskFailures.add(trouble);
      network.leave(ids.get(i));
      running.set(i, false);
      machine.restartMachine(); // a disk that has failed to sync is not to be believed
      return;
    }
    View view = machine.store.view();
    Long first = hashes.putIfAbsent(view.appliedIndex(), view.stateHash());
    if (first != null) {
      assertEquals(
          first.longValue(),
          view.stateHash(),
          () -> "state of member " + ids.get(i) + " at " + view.appliedIndex());
    }
  }

  /** A member has been told that it is none any more, and has stopped by itself. */
  private void retire(int i) {
    network.leave(ids.get(i));
    running.set(i, false);
    retired.add(i);
    machines.get(i).stop();
  }

  /** Whether a member has stopped by itself because it was removed. */
  boolean isRetired(int i) {
    return retired.contains(i);
  }

  /** A machine with an empty disk, for a member that the cluster has been told of; not started. */
  int addMachine(long id, String name) {
    SimulatedMember machine =
        new SimulatedMember(
            random.nextLong(), SimulatedMember.info(id, name), List.of(), network.port());
    machine.nodeConfig = machines.get(0).nodeConfig;
    machine.membership =
        MembershipConfig.DEFAULT.joining(MemberIds.clusterId(ids.subList(0, founders)));
    ids.add(id);
    machines.add(machine);
    running.add(false);
    return machines.size() - 1;
  }

  /** A machine stops at once; what was not durable is gone. */
  void crash(int i) {
    network.leave(ids.get(i));
    running.set(i, false);
    machines.get(i).restartMachine();
  }

  /** A process ends in an orderly way: its store has on disk all that it has applied. */
  void shutDown(int i) {
    network.leave(ids.get(i));
    running.set(i, false);
    machines.get(i).shutDown();
  }

  void turns(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      turn();
    }
  }

  void turnUntil(BooleanSupplier condition, String what) throws Exception {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertTrue(i < PATIENCE_TURNS, () -> "never: " + what + "; " + statuses());
      turn();
    }
  }

  private String statuses() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < machines.size(); i++) {
      text.append(ids.get(i)).append(": ").append(running.get(i) ? replica(i).status() : "down");
      text.append("; ");
    }
    return text.toString();
  }

  /** The place of the running member that leads the newest term; -1 if none does. */
  int leader() {
    int leader = -1;
    for (int i = 0; i < machines.size(); i++) {
      if (running.get(i)
          && replica(i).status().leader()
          && (leader < 0 || replica(i).status().term() > replica(leader).status().term())) {
        leader = i;
      }
    }
    return leader;
  }

  /** Whether all members run, and follow the same leader. */
  boolean isUnited() {
    int leader = leader();
    if (leader < 0) {
      return false;
    }
    for (int i = 0; i < machines.size(); i++) {
      if (!isRetired(i) && (!running.get(i) || replica(i).status().leaderId() != ids.get(leader))) {
        return false;
      }
    }
    return true;
  }

  /** Whether all members run and have applied all that any of them knows to be committed. */
  boolean isEven() {
    long committed = -1;
    for (int i = 0; i < machines.size(); i++) {
      if (running.get(i)) {
        committed = Math.max(committed, replica(i).status().committedIndex());
      }
    }
    for (int i = 0; i < machines.size(); i++) {
      if (!isRetired(i) && (!running.get(i) || replica(i).status().appliedIndex() < committed)) {
        return false;
      }
    }
    return true;
  }
}
