package dev.balsa.embedded;

import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Clock;
import dev.balsa.server.env.Environment;
import dev.balsa.wal.disk.Disk;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** A member's world with a gate in front of everything that happens in it. Thread-safe. */
final class GatedEnvironment implements Environment {

  private final Environment world;
  private final Gate gate;
  private final Set<AgentHandle> running = ConcurrentHashMap.newKeySet();

  GatedEnvironment(Environment world, Gate gate) {
    this.world = world;
    this.gate = gate;
  }

  /** Makes all agents look at the clock. */
  void wakeAll() {
    running.forEach(AgentHandle::wake);
  }

  @Override
  public Clock clock() {
    return world.clock();
  }

  @Override
  public RandomGenerator random(String purpose) {
    return world.random(purpose);
  }

  @Override
  public Disk disk() {
    return world.disk();
  }

  @Override
  public AgentHandle start(Agent agent) {
    AgentHandle handle = new Handle(world.start(new Gated(agent)));
    running.add(handle);
    return handle;
  }

  @Override
  public boolean execute(Runnable task) {
    return world.execute(() -> behindTheGate(task));
  }

  @Override
  public boolean maintain(Chore kind, Runnable task) {
    return world.maintain(kind, () -> behindTheGate(task));
  }

  private void behindTheGate(Runnable task) {
    if (gate.enter()) {
      try {
        task.run();
      } finally {
        gate.leave();
      }
    }
  }

  @Override
  public void close() {
    world.close();
  }

  private final class Handle implements AgentHandle {
    private final AgentHandle handle;

    private Handle(AgentHandle handle) {
      this.handle = handle;
    }

    @Override
    public void wake() {
      handle.wake();
    }

    @Override
    public void close() {
      running.remove(this);
      handle.close();
    }
  }

  private final class Gated implements Agent {
    private final Agent agent;

    private Gated(Agent agent) {
      this.agent = agent;
    }

    @Override
    public String name() {
      return agent.name();
    }

    @Override
    public int doWork(long nowNanos) throws Exception {
      if (!gate.enter()) {
        return 0;
      }
      try {
        // The time may have passed at the gate.
        return agent.doWork(clock().nanoTime());
      } finally {
        gate.leave();
      }
    }

    @Override
    public long deadlineNanos() {
      return gate.isDead() ? Long.MAX_VALUE : agent.deadlineNanos();
    }

    @Override
    public void onFailure(Throwable cause) {
      agent.onFailure(cause);
    }

    @Override
    public void onClose() {
      agent.onClose();
    }
  }
}
