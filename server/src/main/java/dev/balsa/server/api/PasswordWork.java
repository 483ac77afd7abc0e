package dev.balsa.server.api;

import dev.balsa.server.node.Replica;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The hashing of passwords in the background, where long reads are made too. It may use half of the
 * threads there, so that a flood of log-ins stops neither them nor the server. Thread-safe.
 */
final class PasswordWork {

  /** Passwords that may wait for their turn; one more is refused. */
  static final int MAX_WAITING = 1_000;

  private final Replica replica;
  private final int runningMax;

  /** Guarded by this. */
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  /** Guarded by this. */
  private int running;

  PasswordWork(Replica replica) {
    this.replica = replica;
    this.runningMax = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** Does it when its turn has come; false if too many wait already. */
  boolean submit(Runnable task) {
    synchronized (this) {
      if (running == runningMax) {
        return waiting.size() < MAX_WAITING && waiting.add(task);
      }
      running++;
    }
    if (replica.execute(() -> run(task))) {
      return true;
    }
    synchronized (this) {
      running--;
    }
    return false;
  }

  private void run(Runnable first) {
    for (Runnable task = first; task != null; task = next()) {
      task.run();
    }
  }

  private synchronized Runnable next() {
    Runnable next = waiting.poll();
    if (next == null) {
      running--;
    }
    return next;
  }
}
