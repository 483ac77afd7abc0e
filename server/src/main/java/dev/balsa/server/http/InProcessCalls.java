package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what calls within the JVM bring, on a thread of the member's.
 *
 * <p>Never on the caller's: a client that cancels a call may hold a lock of its own, which the
 * member, holding the lock of the call, waits for when it hands over an answer; each would wait for
 * the other for ever. With a thread between them nobody calls into the server holding a lock.
 *
 * <p>On the same thread the services are told of the time that passes, where nobody else does.
 */
final class InProcessCalls implements Agent, Executor, AutoCloseable {

  /** Steps of calls that may wait; a call makes three or four. */
  static final int MAX_WAITING = 1 << 18;

  private static final Log LOG = Log.of(InProcessCalls.class);
  private static final int MAX_STEPS_PER_TURN = 256;

  private final ApiServices api;
  private final long periodNanos;
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AgentHandle handle;

  /** {@link Long#MAX_VALUE} where somebody else tells the services of the time. */
  private long nextTickNanos;

  private volatile boolean over;

  /**
   * @param ticks whether the services are told of the time from here
   */
  InProcessCalls(ApiServices api, Environment environment, boolean ticks) {
    this.api = api;
    this.periodNanos = TimeUnit.MILLISECONDS.toNanos(api.settings().electionTimeoutMillis());
    this.nextTickNanos = ticks ? environment.clock().nanoTime() + periodNanos : Long.MAX_VALUE;
    this.handle = environment.start(this);
  }

  @Override
  public void execute(Runnable step) {
    if (over) {
      step.run(); // nobody is called any more: what is left are the ends of calls
      return;
    }
    if (waitingCount.incrementAndGet() > MAX_WAITING) {
      waitingCount.decrementAndGet();
      throw new RejectedExecutionException("too many calls");
    }
    waiting.add(step);
    if (over) {
      drain(Integer.MAX_VALUE); // the last turn may have missed it
    } else {
      handle.wake();
    }
  }

  private int drain(int most) {
    int done = 0;
    for (Runnable step = waiting.poll(); step != null; step = waiting.poll()) {
      waitingCount.decrementAndGet();
      step.run();
      if (++done == most) {
        break;
      }
    }
    return done;
  }

  @Override
  public String name() {
    return "balsa-in-process";
  }

  @Override
  public int doWork(long nowNanos) {
    int work = drain(MAX_STEPS_PER_TURN);
    if (nextTickNanos != Long.MAX_VALUE && nowNanos - nextTickNanos >= 0) {
      nextTickNanos = nowNanos + periodNanos;
      api.tick();
      work++;
    }
    return work;
  }

  @Override
  public long deadlineNanos() {
    return nextTickNanos;
  }

  @Override
  public void onFailure(Throwable cause) {
    LOG.error("clients of this JVM are not served any more", cause);
  }

  @Override
  public void onClose() {
    // what is left is run by close()
  }

  /** Ends the thread; what comes later runs on the caller's. */
  @Override
  public void close() {
    handle.close();
    over = true;
    drain(Integer.MAX_VALUE);
  }
}
