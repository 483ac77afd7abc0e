package dev.balsa.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** A step that runs on a thread of its own. */
final class Attempt implements Runnable {

  private final Plan.Step step;
  private final CompletableFuture<Void> failure;
  private Thread thread;

  /**
   * @param failure completes with what the step throws, if nothing else was thrown before
   */
  Attempt(Plan.Step step, CompletableFuture<Void> failure) {
    this.step = step;
    this.failure = failure;
  }

  void runOn(Thread own) {
    thread = own;
    own.start();
  }

  @Override
  public void run() {
    try {
      step.run();
    } catch (Throwable e) { // thrown again on the thread that asked
      failure.completeExceptionally(e);
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

  /** What a step threw, for the thread that asked for it. */
  static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException wrong) {
      return wrong;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return new UncheckedIOException(failure.getMessage(), (IOException) failure);
  }
}
