package dev.balsa.jepsen.live.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Clients at work: writers, readers that stay at one member each, and watchers of everything. A
 * writer that gets an error goes to the next member, as a client of etcd does.
 */
public final class Load implements AutoCloseable {
  private static final int PAUSE_AFTER_FAILURE_MILLIS = 20;

  private final Connections connections;
  private final LoadPlan plan;
  private final Journal journal;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private volatile boolean stopped;

  /** Starts the clients, which write down what they see. */
  public Load(Connections connections, LoadPlan plan, Journal journal) {
    this.connections = connections;
    this.plan = plan;
    this.journal = journal;
    SplittableRandom seeds = new SplittableRandom(plan.seed());
    int client = 0;
    for (int member : plan.watchedMembers()) {
      Watcher watcher = new Watcher(client++, connections, journal, member, plan.firstRevision());
      watchers.add(watcher);
      watcher.watch();
    }
    for (int i = 0; i < plan.writers(); i++) {
      Workload workload = plan.workloads().get(i % plan.workloads().size());
      Session session = session(client++);
      SplittableRandom random = seeds.split();
      start(() -> write(session, workload, random));
    }
    for (int i = 0; i < plan.readers(); i++) {
      Session session = session(client++);
      int member = i % connections.size();
      SplittableRandom random = seeds.split();
      start(() -> read(session, member, random));
    }
  }

  private Session session(int client) {
    return new Session(client, connections, journal, plan.deadlineMillis());
  }

  private void start(Runnable client) {
    Thread thread = new Thread(client, "client-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void write(Session session, Workload workload, SplittableRandom random) {
    int member = session.client() % connections.size();
    for (int i = 0; !stopped; i++) {
      String unique = plan.name() + "/" + session.client() + "/" + i;
      Workload.Step step = new Workload.Step(plan.name(), unique, random);
      boolean answered = workload.step(session, member, step) != null;
      pause(answered ? plan.pauseMillis() : PAUSE_AFTER_FAILURE_MILLIS);
      if (!answered) {
        member = (member + 1) % connections.size();
      }
    }
  }

  private void read(Session session, int member, SplittableRandom random) {
    while (!stopped) {
      Workload.Step step = new Workload.Step(plan.name(), "", random);
      boolean answered = session.read(member, Workload.readable(step)) != null;
      pause(answered ? plan.pauseMillis() : PAUSE_AFTER_FAILURE_MILLIS);
    }
  }

  private static void pause(int millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a client", e);
      }
    }
  }

  /** What they saw. */
  public Journal journal() {
    return journal;
  }

  /** Those who watch. */
  public List<Watcher> watchers() {
    return List.copyOf(watchers);
  }

  /** No new operation begins; returns when the last has ended. Watchers go on. */
  public void stop() {
    stopped = true;
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    watchers.forEach(Watcher::stop);
  }
}
