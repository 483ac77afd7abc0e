package dev.balsa.jepsen.sim;

import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Clock;
import dev.balsa.server.env.Environment;
import dev.balsa.wal.disk.Disk;
import java.util.random.RandomGenerator;

/**
 * The outside world of one life of one member. Agents get their turns from the schedule: soon after
 * they were woken, again if they did something, else at their deadline; exactly as a thread of
 * their own would give them, except that nothing else happens meanwhile.
 */
final class SimEnvironment implements Environment {

  /** Background tasks that may wait; one more is refused. */
  private static final int MAX_TASKS = 64;

  private static final long MICRO = 1_000L;

  private final Machine machine;
  private final Dice turns;
  private final Dice taskTimes;
  private final long seed;
  private final Clock clock;
  private int tasks;

  SimEnvironment(Machine machine, long seed) {
    this.machine = machine;
    this.seed = seed;
    this.clock = machine.world().seams().clock(machine, machine.clock());
    this.turns = Dice.of(seed, "turns");
    this.taskTimes = Dice.of(seed, "tasks");
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public RandomGenerator random(String purpose) {
    return Dice.of(seed, purpose);
  }

  @Override
  public Disk disk() {
    return machine.disk();
  }

  @Override
  public AgentHandle start(Agent agent) {
    return new Turns(agent);
  }

  @Override
  public boolean execute(Runnable task) {
    if (tasks >= MAX_TASKS) {
      return false;
    }
    tasks++;
    machine.after(
        taskTimes.logBetween(10 * MICRO, 20_000 * MICRO),
        Kind.TASK,
        () -> {
          tasks--;
          machine.trace().line(Kind.TASK, machine.place(), "");
          task.run();
        });
    return true;
  }

  @Override
  public boolean maintain(Chore kind, Runnable task) {
    return execute(task);
  }

  @Override
  public void close() {
    // what waits belongs to this life of the machine, and ends with it
  }

  /** The turns of one agent. */
  private final class Turns implements AgentHandle {
    private final Agent agent;
    private final Kind kind;
    private Schedule.Timer next;
    private boolean inTurn;
    private boolean woken;
    private boolean closed;

    Turns(Agent agent) {
      this.agent = agent;
      this.kind =
          switch (agent.name()) {
            case "balsa-wal" -> Kind.WAL;
            case "balsa-apply" -> Kind.APPLY;
            default -> Kind.NODE;
          };
      wake();
    }

    @Override
    public void wake() {
      if (inTurn) {
        woken = true;
      } else if (!closed) {
        schedule(delay());
      }
    }

    /** How long it takes until the thread runs, or, for the log's, until the disk has done it. */
    private long delay() {
      if (kind == Kind.WAL) {
        return machine.diskNanos(turns);
      }
      long usual = turns.between(1, 20) * MICRO;
      return turns.oneIn(500) ? usual + turns.logBetween(100, 20_000) * MICRO : usual;
    }

    private void schedule(long delayNanos) {
      long at = machine.world().schedule().nowNanos() + delayNanos;
      if (next != null) {
        if (next.atNanos <= at) {
          return;
        }
        next.cancel();
      }
      next = machine.after(delayNanos, kind, this::turn);
    }

    private void turn() {
      next = null;
      if (closed) {
        return;
      }
      inTurn = true;
      woken = false;
      int work;
      try {
        work = agent.doWork(clock.nanoTime());
      } catch (RuntimeException e) {
        machine.rethrowIfCrashed(e);
        fail(e);
        return;
      } catch (Exception e) {
        fail(e);
        return;
      } finally {
        inTurn = false;
      }
      machine.trace().line(kind, machine.place(), Integer.toString(work));
      if (work > 0 || woken) {
        schedule(delay());
      } else if (agent.deadlineNanos() != Long.MAX_VALUE) {
        long now = machine.world().schedule().nowNanos();
        schedule(
            machine.clock().worldTime(agent.deadlineNanos()) - now + turns.between(0, 5) * MICRO);
      }
    }

    private void fail(Throwable cause) {
      closed = true;
      agent.onFailure(cause);
      agent.onClose();
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (next != null) {
        next.cancel();
      }
      if (!inTurn) {
        lastTurn();
      }
      agent.onClose();
    }

    private void lastTurn() {
      try {
        agent.doWork(clock.nanoTime());
      } catch (RuntimeException e) {
        machine.rethrowIfCrashed(e);
        agent.onFailure(e);
      } catch (Exception e) {
        agent.onFailure(e);
      }
    }
  }
}
