package dev.balsa.jepsen.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Brings trouble, and takes it away again. Every fault has an end of its own, so trouble of several
 * kinds overlaps; {@link #end} takes away all that is left.
 */
final class Nemesis {

  private static final long MILLI = 1_000_000L;

  private final World world;
  private final Dice dice;
  private final List<Fault> kinds;
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private boolean over;

  Nemesis(World world, long seed) {
    this.world = world;
    this.dice = Dice.of(seed, "nemesis");
    this.kinds = new ArrayList<>(world.settings().faults());
  }

  /** How often each kind of fault was brought. */
  Map<Fault, Long> counts() {
    return counts;
  }

  void start() {
    if (!kinds.isEmpty()) {
      next();
    }
  }

  private void next() {
    long mean = world.settings().faultMillis() * MILLI;
    world.schedule().after(dice.between(0, 2 * mean), this::strike);
  }

  private void strike() {
    if (over) {
      return;
    }
    Fault fault = dice.pick(kinds);
    world.trace().event(Kind.FAULT, -1);
    world.trace().mix(kinds.indexOf(fault));
    counts.merge(fault, 1L, Long::sum);
    bring(fault);
    next();
  }

  private void note(Machine machine, String what) {
    world.trace().line(Kind.FAULT, machine == null ? -1 : machine.place(), what);
    world.recorder().note((machine == null ? "" : "m" + (machine.place() + 1) + " ") + what);
  }

  private Machine victim() {
    return dice.pick(world.members());
  }

  private long span() {
    return dice.logBetween(50, 10_000) * MILLI;
  }

  /** Takes something away after a while, unless all trouble is over by then. */
  private void later(String what, Runnable cure) {
    world
        .schedule()
        .after(
            span(),
            () -> {
              if (!over) {
                world.trace().event(Kind.FAULT, -1);
                note(null, "ends: " + what);
                cure.run();
              }
            });
  }

  private void bring(Fault fault) {
    switch (fault) {
      case PARTITION -> partition();
      case ONE_WAY -> oneWay();
      case LOSS -> loss();
      case DELAY -> delay();
      case POWER -> power(victim());
      case POWER_IN_WRITE -> powerInWrite(victim());
      case BLACKOUT -> world.members().forEach(this::power);
      case KILL -> kill(victim());
      case RESTART -> restart(victim());
      case PAUSE -> pause(victim());
      case SLOW_DISK -> slowDisk(victim());
      case DISK_ERROR -> diskError(victim());
      case DISK_FULL -> diskFull(victim());
      case DRIFT -> drift(victim());
      case DATE -> date(victim());
      case TRANSFER -> transfer(victim());
      case REPLACE -> replace(victim());
      case ROT_IN_COPY -> rotInCopy(victim());
      case ROT_IN_LOG -> rotInLog(victim());
      case REPEAT -> repeat();
    }
  }

  // ---- The network.

  private void partition() {
    int size = world.machines().size();
    boolean[] here = new boolean[size];
    for (int i = 0; i < size; i++) {
      here[i] = dice.nextBoolean();
    }
    note(null, "partition " + Arrays.toString(here));
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        if (here[i] != here[j]) {
          cutForAWhile(i, j);
        }
      }
    }
  }

  private void oneWay() {
    int from = victim().place();
    int to = victim().place();
    note(null, "one way " + (from + 1) + "->" + (to + 1) + " is cut");
    cutForAWhile(from, to);
  }

  private void cutForAWhile(int from, int to) {
    world.network().cut(from, to, true);
    later("cut " + (from + 1) + "->" + (to + 1), () -> world.network().cut(from, to, false));
  }

  private void loss() {
    int from = victim().place();
    int to = victim().place();
    long oneIn = dice.logBetween(2, 64);
    note(null, "one in " + oneIn + " is lost " + (from + 1) + "->" + (to + 1));
    world.network().lossOneIn(from, to, oneIn);
    later("loss", () -> world.network().lossOneIn(from, to, 0));
  }

  private void repeat() {
    int from = victim().place();
    int to = victim().place();
    long oneIn = dice.logBetween(1, 64);
    note(null, "one in " + oneIn + " arrives again " + (from + 1) + "->" + (to + 1));
    world.network().repeatOneIn(from, to, oneIn);
    later("repeats", () -> world.network().repeatOneIn(from, to, 0));
  }

  private void delay() {
    int from = victim().place();
    int to = victim().place();
    long extra = dice.logBetween(1, 2_000) * MILLI;
    note(null, "delay of " + extra / MILLI + " ms " + (from + 1) + "->" + (to + 1));
    world.network().extraNanos(from, to, extra);
    later("delay", () -> world.network().extraNanos(from, to, 0));
  }

  // ---- Processes.

  private void power(Machine machine) {
    if (machine.isUp()) {
      machine.losePower("by chance");
    }
    later("power", machine::boot);
  }

  private void powerInWrite(Machine machine) {
    if (machine.isUp()) {
      long operations = dice.logBetween(1, 64);
      note(machine, "power will be lost in " + operations + " operations of the disk");
      machine.platter().crashAt(operations);
    }
    later("power", machine::boot);
  }

  private void kill(Machine machine) {
    if (machine.isUp()) {
      machine.kill();
    }
    later("kill", machine::boot);
  }

  private void restart(Machine machine) {
    if (machine.state() == Machine.State.RUNNING) {
      machine.stop();
    }
    later("restart", machine::boot);
  }

  private void pause(Machine machine) {
    machine.pause();
    later("pause", machine::resume);
  }

  // ---- Disks.

  private void slowDisk(Machine machine) {
    long factor = dice.logBetween(2, 500);
    note(machine, "disk is " + factor + " times slower");
    machine.diskSlowness(factor);
    later("slow disk", () -> machine.diskSlowness(1));
  }

  private void diskError(Machine machine) {
    long operations = dice.logBetween(1, 64);
    note(machine, "disk will fail in " + operations + " operations");
    machine.platter().failAt(operations);
    later("disk error", machine::boot);
  }

  private void diskFull(Machine machine) {
    note(machine, "disk is full");
    machine.platter().capacityBytes(0);
    later(
        "disk full",
        () -> {
          machine.platter().capacityBytes(Long.MAX_VALUE);
          machine.boot();
        });
  }

  // ---- Clocks and leaders.

  private void drift(Machine machine) {
    long partsPerMillion = dice.between(-50_000, 50_000);
    note(machine, "clock gains " + partsPerMillion + " us a second");
    machine.clock().drift(partsPerMillion);
    later("drift", () -> machine.clock().drift(0));
  }

  private void date(Machine machine) {
    long offset = dice.between(-3_600_000, 3_600_000);
    note(machine, "date jumps to " + offset + " ms");
    machine.clock().setWall(offset);
  }

  private void transfer(Machine machine) {
    if (machine.state() == Machine.State.RUNNING) {
      long target = victim().id();
      note(machine, "is told to let " + target + " lead");
      machine.after(0, Kind.FAULT, () -> machine.replica().moveLeader(target, outcome -> {}));
    }
  }

  private void replace(Machine machine) {
    // A member that may have to go keeps the operator for itself.
    boolean sound = world.members().stream().noneMatch(Machine::isRotten);
    if (sound && world.operator().replace(machine)) {
      note(machine, "will be replaced");
    }
  }

  /** Only one member at a time, and only if it can be replaced: the others keep what it loses. */
  private void rotInLog(Machine machine) {
    boolean sound = world.members().stream().noneMatch(Machine::isRotten);
    if (sound && world.operator().canReplace(machine)) {
      kill(machine);
      machine.rotLog(dice);
    }
  }

  private void rotInCopy(Machine machine) {
    long oneIn = dice.between(1, 4);
    note(machine, "a bit flips in one of " + oneIn + " copies");
    machine.rotOneIn(oneIn);
    later("rot in copies", () -> machine.rotOneIn(0));
  }

  /** Takes all trouble away. */
  void end() {
    over = true;
    world.trace().event(Kind.FAULT, -1);
    note(null, "all trouble ends");
    world.network().heal();
    for (Machine machine : world.machines()) {
      machine.platter().capacityBytes(Long.MAX_VALUE);
      machine.platter().crashAt(Long.MAX_VALUE / 2);
      machine.platter().failAt(Long.MAX_VALUE / 2);
      machine.diskSlowness(1);
      machine.rotOneIn(0);
      machine.clock().drift(0);
      machine.resume();
      machine.boot();
    }
  }
}
