package dev.balsa.jepsen.live.scenario;

import java.io.IOException;
import java.util.List;

/** Faults that several scenarios play: each begins, is lived with for a while, and ends. */
final class Faults {
  private static final int LULL_MILLIS = 2_500;

  private Faults() {}

  /** {@code kill -9}; the others go on; it comes back and catches up. */
  static void killAndRestart(Run run, int member, String kind)
      throws IOException, InterruptedException {
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault(kind, "member " + member);
    run.cluster().process(member).kill();
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.cluster().process(member).start();
    run.awaitCaughtUp(member);
  }

  /** SIGSTOP until the others go on, and then SIGCONT. */
  static void pause(Run run, int member, String kind) throws IOException, InterruptedException {
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault(kind, "member " + member);
    run.cluster().process(member).pause();
    lull(run);
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault("paused member goes on", "member " + member);
    run.cluster().process(member).resume();
    run.awaitCaughtUp(member);
  }

  /** SIGTERM, which gives a leader the time to hand over, and a start on the same data. */
  static void restartGently(Run run, int member) throws IOException, InterruptedException {
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    String role = run.awaitLeader() == member ? "leader" : "follower";
    run.fault(role + " restarted", "member " + member);
    run.cluster().process(member).terminate();
    run.cluster().process(member).start();
    run.awaitCaughtUp(member);
  }

  /** The others find a leader among them and go on; then everything flows again. */
  static void awaitOthers(Run run, int alone) throws InterruptedException {
    List<Integer> others = run.members().stream().filter(member -> member != alone).toList();
    int leader = run.awaitLeaderOf(others);
    run.say("member " + leader + " leads");
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    lull(run);
    heal(run);
    run.awaitCaughtUp(alone);
  }

  /** All are gone at the same moment, and all come back. */
  static void killAll(Run run) throws IOException, InterruptedException {
    for (int member : run.members()) {
      run.cluster().process(member).kill();
    }
    for (int member : run.members()) {
      run.cluster().process(member).launch();
    }
    for (int member : run.members()) {
      run.cluster().process(member).awaitReady();
    }
    run.awaitWrites(Scenario.AFTER_A_FAULT);
  }

  /** Some member. */
  static int any(Run run) {
    List<Integer> members = List.copyOf(run.members());
    return members.get(run.random().nextInt(members.size()));
  }

  static void heal(Run run) throws InterruptedException {
    run.fault("links heal", "all");
    run.cluster().links().heal();
    run.awaitWrites(Scenario.AFTER_A_FAULT);
  }

  /** Long enough for every timeout that a fault may set off. */
  static void lull(Run run) throws InterruptedException {
    Thread.sleep(LULL_MILLIS);
  }
}
