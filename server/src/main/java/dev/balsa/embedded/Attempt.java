package dev.balsa.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A step that runs on a thread of its own, and how it went. */
final class Attempt implements Runnable {

  private final Plan.Step step;
  private Thread thread;
  private Throwable failure;

  Attempt(Plan.Step step) {
    this.step = step;
  }

  void runOn(Thread own) {
    thread = own;
    own.start();
  }

  @Override
  public void run() {
    try {
      step.run();
    } catch (Throwable e) { // told by rethrow() on the thread that asked
      failure = e;
    }
  }

  /** Waits for the end. Whoever is interrupted meanwhile hands that on, and waits on. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws what the step threw. After {@link #join}. */
  void rethrow() {
    if (failure instanceof IOException refused) {
      throw new UncheckedIOException(refused.getMessage(), refused);
    }
    if (failure instanceof RuntimeException wrong) {
      throw wrong;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
