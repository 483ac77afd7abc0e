package dev.balsa.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which a client calls its user back: listeners of watches, and what is chained to
 * replies.
 *
 * <p>What is called may block, in whatever way: a lock, a queue, another reply, a slow disk. It
 * keeps its thread then, and another one takes its place. A few threads do all the work while it
 * moves; when the one that waits longest has waited for {@link #STALL_NANOS} and nobody took it,
 * there are half as many threads more, up to {@link #THREADS_MAX}. So up to {@code THREADS_MAX - 1}
 * callbacks may block at the same time, and each of them holds up the others for 20 ms at most.
 * Threads without work end after {@link #IDLE_SECONDS}.
 *
 * <p>A {@link java.util.concurrent.ForkJoinPool} will not do: it makes up only for those that block
 * in ways it knows of, and it takes a busy worker for one that will soon look for work again, so
 * that with one of two in a latch a task can be left lying while the other one sleeps.
 */
final class Callbacks implements Executor, AutoCloseable {

  /** Callbacks that may run, or block, at the same time. */
  static final int THREADS_MAX = 256;

  /** A callback that nobody took for so long finds all threads blocked. */
  static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long IDLE_SECONDS = 10;
  private static final int THREADS_MIN = 2;

  private final Timer timer;
  private final int threads = Math.max(THREADS_MIN, Runtime.getRuntime().availableProcessors());
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ThreadPoolExecutor pool;

  /** Whether somebody will look after what waits. */
  private final AtomicBoolean watched = new AtomicBoolean();

  Callbacks(Timer timer) {
    this.timer = timer;
    AtomicInteger started = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            threads,
            THREADS_MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            waiting,
            task -> {
              Thread thread = new Thread(task, "balsa-client-" + started.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a callback soon.
   *
   * @throws RejectedExecutionException when this is closed
   */
  @Override
  public void execute(Runnable callback) {
    pool.execute(callback);
    watch();
  }

  private void watch() {
    if (!waiting.isEmpty() && watched.compareAndSet(false, true)) {
      lookLater(waiting.peek());
    }
  }

  private void lookLater(Runnable first) {
    Timer.Alarm ignored = timer.after(STALL_NANOS, () -> look(first));
  }

  private void look(Runnable first) {
    Runnable now = waiting.peek();
    if (now == null) {
      watched.set(false);
      watch();
    } else {
      if (now == first) {
        grow();
      }
      lookLater(now);
    }
  }

  /** A pool starts threads only up to its core size; only for this moment that is larger. */
  private void grow() {
    int size = pool.getPoolSize();
    pool.setCorePoolSize(Math.min(THREADS_MAX, size + size / 2 + 1));
    pool.setCorePoolSize(threads);
  }

  /** What waits still runs, even if all threads are blocked. */
  @Override
  public void close() {
    pool.setCorePoolSize(THREADS_MAX);
    pool.shutdown();
  }
}
