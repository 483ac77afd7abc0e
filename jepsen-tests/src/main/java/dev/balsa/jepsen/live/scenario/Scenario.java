package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.live.client.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What is done to three members under 64 concurrent writers. Each scenario is a promise: nothing
 * acknowledged is lost, no linearizable read is stale, all members hold the same afterwards, a
 * watch on a follower sees every event once and in order, clients see no error but etcd's
 * Unavailable family.
 */
public enum Scenario {
  /** The leader is killed with {@code kill -9}, over and over. */
  LEADER_KILLED("leader-killed", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(20, 2); round++) {
        Faults.killAndRestart(run, run.awaitLeader(), "leader killed");
      }
    }
  },
  /** The leader stands still for a while and then goes on as if no time had passed. */
  LEADER_PAUSED("leader-paused", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(20, 2); round++) {
        Faults.pause(run, run.awaitLeader(), "leader paused");
      }
    }
  },
  /** One follower is down all the time, and the leader is killed and comes back. */
  FOLLOWER_DOWN("follower-down", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      int down = run.follower(run.awaitLeader());
      run.fault("follower killed", "member " + down + " stays down");
      run.cluster().process(down).kill();
      for (int round = 0; round < run.rounds(10, 1); round++) {
        int leader = run.awaitLeader();
        run.awaitWrites(AFTER_A_FAULT);
        run.fault("leader of two killed", "member " + leader);
        run.cluster().process(leader).kill();
        run.cluster().process(leader).start();
        run.awaitWrites(AFTER_A_FAULT);
      }
      run.say("member " + down + " comes back");
      run.cluster().process(down).start();
      run.awaitCaughtUp(down);
    }
  },
  /** The leader is cut off from both followers, and the cut heals. */
  LEADER_CUT_OFF("leader-cut-off", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(20, 2); round++) {
        int leader = run.awaitLeader();
        run.fault("leader cut off", "member " + leader);
        run.cluster().links().isolate(leader);
        Faults.awaitOthers(run, leader);
      }
    }
  },
  /** What the leader says, or what it should hear, vanishes without a sign; the rest flows. */
  CUT_ONE_WAY("cut-one-way", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(20, 3); round++) {
        int leader = run.awaitLeader();
        switch (round % 3) {
          case 0 -> {
            run.fault("nobody hears the leader", "member " + leader);
            run.cluster().links().mute(leader);
            Faults.awaitOthers(run, leader);
          }
          case 1 -> {
            run.fault("the leader hears nobody", "member " + leader);
            run.cluster().links().deafen(leader);
            Faults.awaitOthers(run, leader);
          }
          default -> {
            int follower = run.follower(leader);
            run.fault("one follower hears no leader", leader + " to " + follower);
            run.cluster().links().hold(leader, follower);
            run.awaitWrites(AFTER_A_FAULT);
            Faults.lull(run);
            Faults.heal(run);
          }
        }
      }
    }
  },
  /** The leader is asked to end with SIGTERM, and hands over first. */
  LEADER_STOPS("leader-stops", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      HandOver handOver = new HandOver(run);
      for (int round = 0; round < run.rounds(20, 2); round++) {
        handOver.once();
      }
      handOver.tell(run.pick(1, 0) == 1);
    }
  },
  /** All members are restarted in turn, as for an upgrade. */
  ROLLING_RESTARTS("rolling-restarts", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(7, 1); round++) {
        for (int member : List.copyOf(run.members())) {
          Faults.restartGently(run, member);
        }
      }
    }
  },
  /** All members are killed at once. */
  ALL_KILLED("all-killed", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(10, 1); round++) {
        run.awaitWrites(AFTER_A_FAULT);
        run.fault("all killed", "at once");
        Faults.killAll(run);
      }
    }
  },
  /** A member was away until the log no longer reaches back to it; it catches up by snapshot. */
  CATCH_UP_BY_SNAPSHOT(
      "catch-up-by-snapshot", List.of("--snapshot-count=1000", "--snapshot-catchup-entries=500")) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(1, 1); round++) {
        int away = run.follower(run.awaitLeader());
        run.fault("follower away for long", "member " + away);
        run.cluster().process(away).kill();
        int missed = run.pick(200_000, 8_000);
        run.awaitWrites(missed);
        run.say("member " + away + " comes back after " + missed + " writes, while writes go on");
        run.cluster().process(away).launch();
        run.cluster().process(away).awaitReady();
        run.awaitCaughtUp(away);
        run.say("member " + away + " has caught up");
        run.awaitWrites(AFTER_A_FAULT);
      }
    }
  },
  /**
   * A dead member is removed, a new one added as learner, caught up and promoted, all by etcdctl.
   */
  MEMBER_REPLACED(
      "member-replaced", List.of("--snapshot-count=1000", "--snapshot-catchup-entries=500")) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(3, 1); round++) {
        run.awaitWrites(run.pick(20_000, 3_000));
        int dead = run.follower(run.awaitLeader());
        run.fault("follower dead for good", "member " + dead);
        run.cluster().process(dead).kill();
        run.awaitWrites(AFTER_A_FAULT);
        Replacement.replace(run, dead);
      }
    }
  },
  /** A bit of everything, with watchers that must see every event once and in order. */
  WATCH_ACROSS_ALL("watch-across-all", List.of()) {
    @Override
    void play(Run run) throws IOException, InterruptedException {
      for (int round = 0; round < run.rounds(3, 1); round++) {
        Faults.killAndRestart(run, run.follower(run.awaitLeader()), "follower killed");
        Faults.pause(run, run.follower(run.awaitLeader()), "follower paused");
        Faults.restartGently(run, run.follower(run.awaitLeader()));
        int cut = run.follower(run.awaitLeader());
        run.fault("follower cut off", "member " + cut);
        run.cluster().links().isolate(cut);
        Faults.awaitOthers(run, cut);
        Faults.killAndRestart(run, run.awaitLeader(), "leader killed");
      }
    }
  };

  static final int AFTER_A_FAULT = 500;
  private static final int MEMBERS = 3;
  private static final int WRITERS = 64;

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> flags;

  Scenario(String title, List<String> flags) {
    this.title = title;
    this.flags = flags;
  }

  /** What is done. */
  abstract void play(Run run) throws IOException, InterruptedException;

  /** Its name on the command line. */
  public String title() {
    return title;
  }

  /** The scenario of that name; null if there is none. */
  public static Scenario of(String title) {
    for (Scenario scenario : values()) {
      if (scenario.title.equals(title.toLowerCase(Locale.ROOT))) {
        return scenario;
      }
    }
    return null;
  }

  /** Plays it on a new cluster and judges what clients saw. */
  public Result play(Setup setup) throws IOException, InterruptedException {
    try (Run run = new Run(title, setup, MEMBERS, flags)) {
      try {
        run.load(WRITERS, List.of(Workload.PUT, Workload.REGISTER), 0);
        play(run);
        return run.judged();
      } catch (AssertionError | RuntimeException | IOException e) {
        return run.broken(e);
      }
    }
  }
}
