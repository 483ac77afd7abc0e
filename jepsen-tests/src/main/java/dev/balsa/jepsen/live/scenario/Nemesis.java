package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.live.cluster.Etcdctl;
import dev.balsa.jepsen.live.cluster.FakeClock;
import dev.balsa.jepsen.live.cluster.Links;
import dev.balsa.jepsen.live.cluster.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What can be done to a cluster at random. Each fault ends before the next begins. */
public enum Nemesis {
  /** {@code kill -9} of the leader. */
  KILL_LEADER {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      Faults.killAndRestart(run, run.awaitLeader(), "leader killed");
    }
  },
  /** {@code kill -9} of a follower. */
  KILL_FOLLOWER {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      Faults.killAndRestart(run, run.follower(run.awaitLeader()), "follower killed");
    }
  },
  /** {@code kill -9} of all at once. */
  KILL_ALL {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      run.fault("all killed", "at once");
      Faults.killAll(run);
    }
  },
  /** SIGTERM and a start. */
  RESTART {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      Faults.restartGently(run, Faults.any(run));
    }
  },
  /** SIGSTOP for some seconds, then SIGCONT. */
  PAUSE {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      int member = Faults.any(run);
      String role = member == run.awaitLeader() ? "leader" : "follower";
      Faults.pause(run, member, role + " paused");
    }
  },
  /** A member cut off from the others. */
  CUT {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      int member = Faults.any(run);
      String role = member == run.awaitLeader() ? "leader" : "follower";
      run.fault(role + " cut off", "member " + member);
      run.cluster().links().isolate(member);
      Faults.awaitOthers(run, member);
    }
  },
  /** A link between two members, or all links of one, silent in one direction. */
  ONE_WAY {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      int member = Faults.any(run);
      Links links = run.cluster().links();
      switch (run.random().nextInt(3)) {
        case 0 -> {
          run.fault("nobody hears a member", "member " + member);
          links.mute(member);
          Faults.awaitOthers(run, member);
        }
        case 1 -> {
          run.fault("a member hears nobody", "member " + member);
          links.deafen(member);
          Faults.awaitOthers(run, member);
        }
        default -> {
          int other = run.follower(member);
          run.fault("one link silent", member + " to " + other);
          links.hold(member, other);
          Faults.lull(run);
          run.awaitWrites(Scenario.AFTER_A_FAULT / 10);
          Faults.heal(run);
        }
      }
    }
  },
  /** Everything between members takes longer. */
  DELAY {
    @Override
    void strike(Run run) throws InterruptedException {
      int millis = 10 + run.random().nextInt(90);
      run.fault("links slow", millis + " ms and more, each way");
      for (int from : run.members()) {
        for (int to : run.members()) {
          run.cluster().links().delay(from, to, millis);
        }
      }
      Faults.lull(run);
      run.awaitWrites(1);
      Faults.heal(run);
    }
  },
  /** A member is down while many writes happen, and catches up. */
  AWAY {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      int member = run.follower(run.awaitLeader());
      run.fault("follower away for long", "member " + member);
      run.cluster().process(member).kill();
      run.awaitWrites(AWAY_WRITES);
      run.cluster().process(member).start();
      run.awaitCaughtUp(member);
    }
  },
  /** A member dies for good, and another takes its place by etcdctl. */
  REPLACE {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      int dead = run.follower(run.awaitLeader());
      run.fault("follower dead for good", "member " + dead);
      run.cluster().process(dead).kill();
      Replacement.replace(run, dead);
    }

    @Override
    public String missing(Path directory) {
      return Etcdctl.isThere() ? null : "etcdctl is not on the PATH";
    }
  },
  /** The date of one member jumps, ahead or back. */
  CLOCK_SKEW {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      DiskFaults.skew(run, Faults.any(run));
    }

    @Override
    public String missing(Path directory) throws IOException {
      return FakeClock.library().isPresent()
          ? null
          : "faketime is not installed (Debian: apt-get install faketime)";
    }
  },
  /** The disk of one member is full for a while. */
  DISK_FULL {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      DiskFaults.full(run, Faults.any(run));
    }

    @Override
    public String missing(Path directory) throws IOException, InterruptedException {
      return SmallDisk.isAllowed(directory) ? null : "only root may mount a small disk";
    }
  },
  /** Others keep the disk of all members busy. */
  DISK_SLOW {
    @Override
    void strike(Run run) throws InterruptedException {
      DiskFaults.slow(run);
    }
  },
  /** A follower's log is damaged while it is down; another member takes its place. */
  LOG_DAMAGED {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      DiskFaults.damage(run, run.follower(run.awaitLeader()));
    }

    @Override
    public String missing(Path directory) throws IOException, InterruptedException {
      return REPLACE.missing(directory);
    }
  },
  /** All restarted, one after the other. */
  ROLLING {
    @Override
    void strike(Run run) throws IOException, InterruptedException {
      for (int member : List.copyOf(run.members())) {
        Faults.restartGently(run, member);
      }
    }
  };

  private static final int AWAY_WRITES = 5_000;

  /** Does it, and lives through it. */
  abstract void strike(Run run) throws IOException, InterruptedException;

  /**
   * What it needs and this machine does not have, in words; null if nothing.
   *
   * @param directory where data will go
   */
  public String missing(Path directory) throws IOException, InterruptedException {
    return null;
  }

  /** Its name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
