package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.live.cluster.BusyDisk;
import dev.balsa.jepsen.live.cluster.LogDamage;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import dev.balsa.jepsen.live.cluster.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Faults of a member's disk, and of its date. */
final class DiskFaults {
  private static final List<Long> SECONDS_OFF = List.of(-86_400L, -3_600L, -30L, 30L, 86_400L);
  private static final int SECONDS_TO_REFUSE_MAX = 60;
  private static final int LOOK_AGAIN_MILLIS = 50;

  /** Enough for a checkpoint of the store, which needs room. */
  private static final int FULL_WRITES = 3_000;

  /**
   * How a server says that it does not go on with its log as it is, that the log ends before what
   * its store holds, or that it left out what a crash had torn.
   */
  private static final List<String> WORDS =
      List.of("log damaged", "log and store do not belong together", "the file as it was is");

  private DiskFaults() {}

  /** The date jumps, and jumps back; leases and elections must not care. */
  static void skew(Run run, int member) throws IOException, InterruptedException {
    long off = SECONDS_OFF.get(run.random().nextInt(SECONDS_OFF.size()));
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault("date jumps", "member " + member + " by " + off + " s");
    run.cluster().clock(member).moveTo(off);
    Faults.lull(run);
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault("date jumps back", "member " + member);
    run.cluster().clock(member).moveTo(0);
    Faults.lull(run);
    run.awaitWrites(Scenario.AFTER_A_FAULT);
  }

  /** No space is left; the others go on; somebody makes room, and starts it again if it ended. */
  static void full(Run run, int member) throws IOException, InterruptedException {
    ServerProcess process = run.cluster().process(member);
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    process.terminate();
    try (SmallDisk disk = SmallDisk.under(run.cluster().data(member))) {
      process.start();
      run.awaitCaughtUp(member);
      run.fault("disk full", "member " + member);
      disk.fill();
      run.awaitWrites(FULL_WRITES);
      Faults.lull(run);
      boolean ended = !process.isAlive();
      run.say("member " + member + (ended ? " has ended" : " goes on") + "; somebody makes room");
      disk.makeRoom();
      process.kill();
      process.start();
      run.awaitCaughtUp(member);
      process.terminate();
    } finally {
      process.kill();
    }
    process.start();
    run.awaitCaughtUp(member);
  }

  /** Every sync takes long, at every member. */
  static void slow(Run run) throws InterruptedException {
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault("disk busy", "all members");
    BusyDisk busy = new BusyDisk(run.cluster().directory());
    try {
      Faults.lull(run);
    } finally {
      busy.end();
    }
    run.fault("disk free again", "all members");
    run.awaitWrites(Scenario.AFTER_A_FAULT);
  }

  /**
   * A member whose log is damaged must say so: it does not start, or it says what it left out. It
   * may have forgotten what it promised, so either way another one takes its place.
   */
  static void damage(Run run, int member) throws IOException, InterruptedException {
    List<LogDamage> kinds = List.of(LogDamage.values());
    LogDamage damage = kinds.get(run.random().nextInt(kinds.size()));
    ServerProcess process = run.cluster().process(member);
    Path data = run.cluster().data(member);
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    run.fault("log damaged", "member " + member);
    process.kill();
    String what = damage.strike(data, run.random());
    run.say(what);
    run.cluster().links().isolate(member);
    int before = run.cluster().logOf(member).length();
    process.launch();
    String said = awaitWord(run, member, before);
    process.kill();
    run.cluster().links().heal();
    if (said == null) {
      run.journal().violation("member " + member + " says nothing of its damaged log, " + what);
    } else {
      run.say("member " + member + " says: " + said);
    }
    Replacement.replace(run, member);
  }

  /** The line that tells of the damage; null if none comes. */
  private static String awaitWord(Run run, int member, int from)
      throws IOException, InterruptedException {
    for (int i = 0; i < SECONDS_TO_REFUSE_MAX * 1_000 / LOOK_AGAIN_MILLIS; i++) {
      boolean ended = !run.cluster().process(member).isAlive();
      for (String line : run.cluster().logOf(member).substring(from).split("\n", -1)) {
        if (WORDS.stream().anyMatch(line::contains)) {
          return line;
        }
      }
      if (ended) {
        return null;
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return null;
  }
}
