package dev.balsa.server.env;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The real world: the machine's clock, its disk, daemon threads, and chance that nobody can
 * predict.
 */
public final class SystemEnvironment implements Environment {

  /**
   * Background tasks that may wait; one more is refused, and its request answered with an overload
   * error.
   */
  static final int MAX_WAITING_TASKS = 256;

  /** The machine's clock. */
  public static final Clock SYSTEM_CLOCK =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long wallMicros() {
          return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        }
      };

  private final SecureRandom seeds = new SecureRandom();
  private final String name;
  private final Clock clock;
  private final Disk disk;
  private final ThreadFactory threads;
  private final ThreadPoolExecutor tasks;

  /**
   * A world for one member.
   *
   * @param name the member's name, which its threads carry
   */
  public SystemEnvironment(String name) {
    this(name, SYSTEM_CLOCK, new FileDisk(), Thread::new);
  }

  /**
   * The same with some of it replaced.
   *
   * @param clock what the member takes for the time
   * @param disk where its log is kept
   * @param threads makes its threads; they are named, and made daemons, here
   */
  public SystemEnvironment(String name, Clock clock, Disk disk, ThreadFactory threads) {
    this.name = name;
    this.clock = clock;
    this.disk = disk;
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    int most = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.tasks =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING_TASKS),
            task -> daemon(task, "balsa-task-" + name + "-" + number.getAndIncrement()));
    tasks.allowCoreThreadTimeOut(true);
  }

  private Thread daemon(Runnable task, String threadName) {
    Thread thread = threads.newThread(task);
    thread.setName(threadName);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public RandomGenerator random(String purpose) {
    return new SplittableRandom(seeds.nextLong());
  }

  @Override
  public RandomGenerator secrets(String purpose) {
    return new SecureRandom();
  }

  @Override
  public Disk disk() {
    return disk;
  }

  @Override
  public AgentHandle start(Agent agent) {
    return new AgentThread(agent, clock, task -> daemon(task, agent.name())).start();
  }

  @Override
  public boolean execute(Runnable task) {
    try {
      tasks.execute(task);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  @Override
  public void close() {
    tasks.shutdown();
    try {
      if (!tasks.awaitTermination(10, TimeUnit.SECONDS)) {
        tasks.shutdownNow();
      }
    } catch (InterruptedException e) {
      tasks.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "the machine of " + name;
  }
}
