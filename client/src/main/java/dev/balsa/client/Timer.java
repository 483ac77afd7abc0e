package dev.balsa.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The client's clock: one daemon thread on which only short things run. */
final class Timer implements Executor, AutoCloseable {

  private final ScheduledThreadPoolExecutor pool;

  Timer() {
    pool =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "balsa-client-timer");
              thread.setDaemon(true);
              return thread;
            });
    pool.setRemoveOnCancelPolicy(true);
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** What was scheduled and can be called off. */
  @FunctionalInterface
  interface Alarm {
    void cancel();
  }

  /** Runs a task once after some time; never, if the client is closed first. */
  Alarm after(long nanos, Runnable task) {
    try {
      var scheduled = pool.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  /** Runs a task again and again. */
  Alarm every(long nanos, Runnable task) {
    var scheduled = pool.scheduleWithFixedDelay(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void execute(Runnable task) {
    Alarm ignored = after(0, task);
  }

  /** A task that fails must not end the ones after it. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        System.getLogger(Timer.class.getName())
            .log(System.Logger.Level.ERROR, "a task of the client failed", e);
      }
    };
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
