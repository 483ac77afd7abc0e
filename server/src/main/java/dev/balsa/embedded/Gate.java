package dev.balsa.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What everything in a member passes before it does a piece of work: closed, the member stands
 * still like a process that was suspended; dead, it never moves again. Thread-safe.
 */
final class Gate implements Executor {

  /** Calls from outside that may wait while the member stands still. */
  static final int MAX_WAITING_CALLS = 100_000;

  private enum State {
    OPEN,
    CLOSED,
    DEAD
  }

  private State state = State.OPEN;
  private int inside;
  private List<Runnable> waiting = new ArrayList<>();

  /**
   * Begins a piece of work; waits as long as the gate is closed.
   *
   * @return false if it is dead: the work must not be done, and {@link #leave} not be called
   */
  synchronized boolean enter() {
    boolean interrupted = false;
    while (state == State.CLOSED) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (state == State.DEAD) {
      return false;
    }
    inside++;
    return true;
  }

  /** The piece of work is done. */
  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Closes, and returns when nothing is being done any more. */
  synchronized void close() {
    if (state == State.DEAD) {
      return;
    }
    state = State.CLOSED;
    boolean interrupted = false;
    while (inside > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Opens; what came meanwhile is done on this thread. */
  void open() {
    List<Runnable> late;
    synchronized (this) {
      if (state != State.CLOSED) {
        return;
      }
      state = State.OPEN;
      late = waiting;
      waiting = new ArrayList<>();
      notifyAll();
    }
    late.forEach(Runnable::run);
  }

  /** Nothing is done any more, ever; what waits goes on without doing its work. */
  synchronized void kill() {
    state = State.DEAD;
    waiting = new ArrayList<>();
    notifyAll();
  }

  /** Whether nothing will ever be done again. */
  synchronized boolean isDead() {
    return state == State.DEAD;
  }

  /** Whether the member stands still. */
  synchronized boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Runs a call from outside on the caller's thread, or later if the gate is closed. */
  @Override
  public void execute(Runnable call) {
    synchronized (this) {
      if (state == State.CLOSED) {
        if (waiting.size() == MAX_WAITING_CALLS) {
          throw new RejectedExecutionException("too many calls wait for a member at a standstill");
        }
        waiting.add(call);
        return;
      }
    }
    call.run();
  }
}
