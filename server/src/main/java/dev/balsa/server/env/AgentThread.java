package dev.balsa.server.env;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** Calls one agent from a daemon thread of its own, and sleeps when there is nothing to do. */
final class AgentThread implements AgentHandle, Runnable {

  private final Agent agent;
  private final Clock clock;
  private final Thread thread;

  /** Whether somebody asked for a turn since the last one began. */
  private volatile boolean signalled;

  /** Whether the thread sleeps or is about to, so that waking it is worth a system call. */
  private volatile boolean parked;

  private volatile boolean closing;

  AgentThread(Agent agent, Clock clock, ThreadFactory threads) {
    this.agent = agent;
    this.clock = clock;
    this.thread = threads.newThread(this);
  }

  AgentThread start() {
    thread.start();
    return this;
  }

  @Override
  public void wake() {
    signalled = true;
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        signalled = false;
        if (agent.doWork(clock.nanoTime()) == 0) {
          sleep();
        }
      }
      agent.doWork(clock.nanoTime());
    } catch (Throwable e) { // an Error must stop the member as surely as an exception
      agent.onFailure(e);
    } finally {
      agent.onClose();
    }
  }

  /**
   * Sleeps until woken or until the agent's deadline.
   *
   * <p>No wake-up is lost: the waker writes {@code signalled} before it reads {@code parked}, the
   * sleeper writes {@code parked} before it reads {@code signalled}, so at least one of them sees
   * the other.
   */
  private void sleep() {
    parked = true;
    try {
      if (signalled || closing) {
        return;
      }
      long deadline = agent.deadlineNanos();
      if (deadline == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        long left = deadline - clock.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(this, left);
        }
      }
    } finally {
      parked = false;
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
