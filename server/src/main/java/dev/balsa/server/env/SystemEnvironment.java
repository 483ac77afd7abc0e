package dev.balsa.server.env;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** Tasks of one kind of {@link Chore} that may wait. */
  static final int MAX_WAITING_CHORES = 16;

  private static final long CLOSE_NANOS = 10_000_000_000L;

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
  private final Map<Chore, ThreadPoolExecutor> chores = new EnumMap<>(Chore.class);

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
    int most = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.tasks = background("task", most, MAX_WAITING_TASKS);
    for (Chore kind : Chore.values()) {
      chores.put(kind, background(kind.name().toLowerCase(Locale.ROOT), 1, MAX_WAITING_CHORES));
    }
  }

  /** Threads that come with work, and go when there has been none for a while. */
  private ThreadPoolExecutor background(String purpose, int most, int mayWait) {
    AtomicInteger number = new AtomicInteger();
    String prefix = "balsa-" + purpose + "-" + name + "-";
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(mayWait),
            task -> daemon(task, prefix + number.getAndIncrement()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
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
    return isTaken(tasks, task);
  }

  @Override
  public boolean maintain(Chore kind, Runnable task) {
    return isTaken(chores.get(kind), task);
  }

  private static boolean isTaken(ThreadPoolExecutor pool, Runnable task) {
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  @Override
  public void close() {
    List<ThreadPoolExecutor> pools = new ArrayList<>(chores.values());
    pools.add(tasks);
    pools.forEach(ThreadPoolExecutor::shutdown);
    long deadline = SYSTEM_CLOCK.nanoTime() + CLOSE_NANOS;
    try {
      for (ThreadPoolExecutor pool : pools) {
        if (!pool.awaitTermination(deadline - SYSTEM_CLOCK.nanoTime(), TimeUnit.NANOSECONDS)) {
          pool.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      pools.forEach(ThreadPoolExecutor::shutdownNow);
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "the machine of " + name;
  }
}
