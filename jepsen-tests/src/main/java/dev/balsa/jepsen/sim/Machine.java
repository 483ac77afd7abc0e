package dev.balsa.jepsen.sim;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Member;
import dev.balsa.server.node.MemberConfig;
import dev.balsa.server.node.MemberRemovedException;
import dev.balsa.server.node.MembershipConfig;
import dev.balsa.server.node.Replica;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.SimulatedCrash;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A machine with a disk, a clock and a member that runs on it, or does not.
 *
 * <p>Whatever is to happen inside of the process goes through {@link #after}: it is dropped when
 * the process has ended meanwhile, and waits while the process stands still.
 */
final class Machine {

  /** Whether there is a process. */
  enum State {
    DOWN,
    RUNNING,
    PAUSED
  }

  static final Path WAL = Path.of("/data/member/wal");

  private final World world;
  private final int place;
  private final MemberInfo self;
  private final SimulatedDisk disk;
  private final SimClock clock;
  private final Dice lives;
  private final long joinedClusterId;

  /** What became due while the process stood still, in order. */
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();

  private SimHome home;
  private State state = State.DOWN;
  private int life;
  private SimEnvironment environment;
  private Store store;
  private Member member;

  /** How many times slower than usual the disk is. */
  private long diskSlowness = 1;

  /** Whether a file was damaged on purpose, so that the process may refuse it. */
  private boolean rotten;

  private long rotOneIn;

  /** Whether the machine was taken away for good. */
  private boolean retired;

  /**
   * @param joinedClusterId the id of the cluster that the member joins; 0 for one of the founders
   */
  Machine(World world, int place, MemberInfo self, long joinedClusterId, long seed) {
    this.joinedClusterId = joinedClusterId;
    this.world = world;
    this.place = place;
    this.self = self;
    this.disk = new SimulatedDisk(Dice.of(seed, "disk"));
    this.lives = Dice.of(seed, "lives");
    this.home = new SimHome(this);
    this.clock = new SimClock(world.schedule(), lives.between(1, 1_000_000_000_000L));
  }

  World world() {
    return world;
  }

  Trace trace() {
    return world.trace();
  }

  int place() {
    return place;
  }

  long id() {
    return self.id();
  }

  SimClock clock() {
    return clock;
  }

  Disk disk() {
    return world.seams().disk(this, disk);
  }

  SimulatedDisk platter() {
    return disk;
  }

  State state() {
    return state;
  }

  /** Counts the processes; what belongs to an earlier one is nothing to the present one. */
  int life() {
    return life;
  }

  boolean isUp() {
    return state != State.DOWN;
  }

  /** Whether the member here believes that it leads. */
  boolean leads() {
    return member != null && member.replica().status().leader();
  }

  Replica replica() {
    return member.replica();
  }

  Store store() {
    return store;
  }

  /** Whether what the member has in memory is what it has stored. */
  void compareWithStored() {
    String difference;
    try {
      difference = home.difference();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (difference != null) {
      throw Broken.safety("index-equals-store", "member " + id() + ": " + difference);
    }
  }

  boolean isRotten() {
    return rotten;
  }

  /** Flips a bit somewhere in the files of the log, if there are any. */
  void rotLog(Dice dice) {
    if (!disk.exists(WAL)) {
      return;
    }
    try {
      List<String> files = disk.list(WAL).stream().filter(file -> file.endsWith(".wal")).toList();
      if (!files.isEmpty()) {
        rotten = true;
        String file = dice.pick(files);
        long bit = dice.nextLong(world.settings().segmentBytes() * Byte.SIZE);
        disk.flipBit(WAL.resolve(file), bit);
        note("bit " + bit + " flips in " + file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on a bit flips in one of so many files that are received; 0 for none. */
  void rotOneIn(long oneIn) {
    rotOneIn = oneIn;
  }

  /** Flips a bit of a file that was received, if it is its turn. */
  void rot(byte[] file) {
    if (lives.oneIn(rotOneIn) && file.length > 0) {
      file[lives.nextInt(file.length)] ^= (byte) (1 << lives.nextInt(8));
      note("a bit flips in a received copy");
    }
  }

  void diskSlowness(long factor) {
    diskSlowness = factor;
  }

  /** How long the disk takes this time. */
  long diskNanos(Dice dice) {
    long usual = world.settings().syncNanos();
    return dice.between(usual / 2, usual * 2) * diskSlowness;
  }

  /** Something will happen inside of this process, if it is still there by then. */
  Schedule.Timer after(long delayNanos, Kind kind, Runnable action) {
    int born = life;
    return world.schedule().after(delayNanos, () -> happen(born, kind, action));
  }

  private void happen(int born, Kind kind, Runnable action) {
    if (born != life || state == State.DOWN) {
      return;
    }
    if (state == State.PAUSED) {
      held.add(() -> happen(born, kind, action));
      return;
    }
    world.trace().event(kind, place);
    try {
      action.run();
    } catch (SimulatedCrash crash) {
      losePower(crash.getMessage());
      return;
    }
    if (member != null && member.failure().isDone()) {
      endedByItself(member.failure().join());
    }
    world.happened(this);
  }

  void rethrowIfCrashed(RuntimeException e) {
    if (e instanceof SimulatedCrash) {
      throw e;
    }
  }

  private void endedByItself(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof Broken found) {
        throw found; // by a check that ran within the member's own step
      }
    }
    if (cause instanceof MemberRemovedException && world.operator().isRetiring(this)) {
      note("stops because it was removed");
      losePower("removed");
      return;
    }
    if (!isOfTheDisk(cause)) {
      throw new Broken(
          Broken.Promise.CRASH, "process", "member " + id() + " ended by itself: " + cause, cause);
    }
    note("ended by itself: " + cause);
    // An orderly restart would find in the page cache what a failed sync has dropped from the
    // disk. The operator is told to restart the machine.
    losePower("restart after an error of the disk");
    bootLater();
  }

  /** Whether a member may stop because of this: its disk has failed it. */
  private static boolean isOfTheDisk(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof IOException
          && each.getMessage() != null
          && (each.getMessage().startsWith("Input/output error")
              || each.getMessage().startsWith("No space left on device"))) {
        return true;
      }
    }
    return false;
  }

  /** Who supervises the process starts it again after a while. */
  private void bootLater() {
    world.schedule().after(lives.between(100, 3_000) * 1_000_000L, this::boot);
  }

  private void note(String what) {
    trace().line(Kind.MEMBER, place, what);
    trace().mix(what.length());
  }

  /** Starts the process. */
  void boot() {
    if (state != State.DOWN || retired) {
      return;
    }
    life++;
    state = State.RUNNING;
    environment = new SimEnvironment(this, lives.nextLong());
    note("starts");
    try {
      world.seams().beforeBoot(this);
      member =
          Member.start(config(), environment, home, new Metrics(), world.network().port(place));
      store = member.store();
    } catch (SimulatedCrash crash) {
      losePower(crash.getMessage());
    } catch (IOException | MvccException refusal) {
      refused(refusal);
    }
  }

  private void refused(Exception why) {
    if (why instanceof MemberRemovedException && world.operator().isRetiring(this)) {
      note("does not start because it was removed");
      losePower("removed");
      return;
    }
    if (!isOfTheDisk(why) && !rotten) {
      throw new Broken(
          Broken.Promise.CRASH, "start", "member " + id() + " does not start: " + why, why);
    }
    note("does not start: " + why.getMessage());
    if (rotten && world.operator().replace(this)) {
      note("will be replaced");
    }
    losePower("it does not start");
    bootLater();
  }

  private MemberConfig config() {
    return new MemberConfig(
        self.name(),
        self.id(),
        world.firstMembers(),
        List.of("http://" + self.name() + ":2379"),
        "3.7.0",
        WAL,
        world.settings().wal(),
        world.settings().watch(),
        world.settings().node(),
        MembershipConfig.DEFAULT.joining(joinedClusterId));
  }

  /** The machine stops at once; what was not durable is gone. */
  void losePower(String why) {
    note("loses power: " + why);
    gone();
    disk.restart();
  }

  /** The process dies; what it had written to files is there, synced or not. */
  void kill() {
    if (disk.deceives()) {
      losePower("restart because a sync has failed");
      return;
    }
    note("is killed");
    gone();
    disk.kill();
  }

  private void gone() {
    world.network().leave(place);
    state = State.DOWN;
    life++;
    member = null;
    store = null;
    held.clear();
    home = home.crashed();
    world.processEnded(this);
  }

  /** The process is asked to stop, and does. */
  void stop() {
    note("stops");
    Member stopping = member;
    try {
      stopping.close();
      home.close();
    } catch (SimulatedCrash crash) {
      losePower(crash.getMessage());
      return;
    }
    if (disk.deceives()) {
      losePower("restart because a sync has failed");
      return;
    }
    gone();
    disk.kill();
  }

  boolean isRetired() {
    return retired;
  }

  /** The member is none any more: its machine goes, with everything on it. */
  void retire() {
    retired = true;
    note("is taken away");
    if (isUp()) {
      gone();
    }
  }

  void pause() {
    if (state == State.RUNNING) {
      state = State.PAUSED;
      note("stands still");
    }
  }

  void resume() {
    if (state == State.PAUSED) {
      state = State.RUNNING;
      note("goes on");
      for (Runnable due = held.poll(); due != null && state == State.RUNNING; due = held.poll()) {
        due.run();
      }
    }
  }
}
