package dev.balsa.server.env;

import dev.balsa.wal.disk.Disk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A world on one thread: virtual time, agents that are called when the test says so, in an order
 * drawn from a seed.
 *
 * <p>Background tasks wait in a queue and run as if they were one more agent, so their timing is
 * part of the seed, too.
 */
public final class ManualEnvironment implements Environment {

  private final class Handle implements AgentHandle {
    private final Agent agent;
    private boolean closed;

    private Handle(Agent agent) {
      this.agent = agent;
    }

    @Override
    public void wake() {
      // every agent is called anyway
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        agents.remove(this);
        agent.onClose();
      }
    }
  }

  private final Disk disk;
  private final SplittableRandom seeds;
  private final SplittableRandom schedule;
  private final List<Handle> agents = new ArrayList<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  /**
   * The name of agents that make no progress, as if what they call took for ever; null for none.
   */
  public String stalledAgent;

  /** How many of the next chores are not taken, as if too many waited. */
  public int choresToRefuse;

  /** Whether background tasks wait, as if all threads were taken. */
  public boolean backgroundStands;

  private long nowNanos = 1_000_000_000L;

  public ManualEnvironment(Disk disk, long seed) {
    this.disk = disk;
    this.seeds = new SplittableRandom(seed);
    this.schedule = seeds.split();
  }

  /** Lets time pass. */
  public void advance(long nanos) {
    nowNanos += nanos;
  }

  /**
   * Calls one agent, or runs one background task, chosen by chance. What they throw reaches the
   * caller.
   */
  public void step() throws Exception {
    int choice = schedule.nextInt(agents.size() + 1);
    if (choice < agents.size()) {
      Agent agent = agents.get(choice).agent;
      if (!agent.name().equals(stalledAgent)) {
        agent.doWork(nowNanos);
      }
    } else if (!tasks.isEmpty() && !backgroundStands) {
      tasks.poll().run();
    }
  }

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public long nanoTime() {
        return nowNanos;
      }

      @Override
      public long wallMillis() {
        return nowNanos / 1_000_000;
      }
    };
  }

  @Override
  public RandomGenerator random(String purpose) {
    return seeds.split();
  }

  @Override
  public Disk disk() {
    return disk;
  }

  @Override
  public AgentHandle start(Agent agent) {
    Handle handle = new Handle(agent);
    agents.add(handle);
    return handle;
  }

  @Override
  public boolean execute(Runnable task) {
    tasks.add(task);
    return true;
  }

  @Override
  public boolean maintain(Chore kind, Runnable task) {
    if (choresToRefuse > 0) {
      choresToRefuse--;
      return false;
    }
    return execute(task);
  }

  @Override
  public void close() {
    tasks.clear();
  }
}
