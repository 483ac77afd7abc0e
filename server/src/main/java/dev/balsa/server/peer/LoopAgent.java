package dev.balsa.server.peer;

import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Clock;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import io.grpc.netty.shaded.io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls an agent from a transport's thread, so that what arrives there and what leaves from there
 * needs no other thread's turn in between.
 *
 * <p>However often it is woken while sockets are read, the agent gets one turn for all of it, after
 * them; what it sends leaves together after that.
 */
final class LoopAgent implements AgentHandle {

  private final Agent agent;
  private final Clock clock;
  private final EventLoop loop;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Whether a turn is on its way already. */
  private final AtomicBoolean due = new AtomicBoolean();

  // The transport's thread only, from here on.

  private ScheduledFuture<?> alarm;
  private long alarmNanos;
  private boolean over;

  LoopAgent(Agent agent, Clock clock, EventLoop loop) {
    this.agent = agent;
    this.clock = clock;
    this.loop = loop;
  }

  @Override
  public void wake() {
    if (!due.get() && due.compareAndSet(false, true)) {
      try {
        loop.execute(this::turn);
      } catch (RejectedExecutionException e) {
        // The transport has ended, and with it everything that there could be to do; close()
        // follows.
        due.set(false);
      }
    }
  }

  private void turn() {
    due.set(false);
    if (over) {
      return;
    }
    try {
      if (agent.doWork(clock.nanoTime()) > 0) {
        wake(); // behind what the turn has given to the transport
      } else {
        setAlarm();
      }
    } catch (Throwable e) { // an Error must stop the member as surely as an exception
      agent.onFailure(e);
      end();
    }
  }

  /** Sees to it that there is a turn at the agent's deadline. */
  private void setAlarm() {
    long deadline = agent.deadlineNanos();
    if (alarm != null && !alarm.isDone() && alarmNanos - deadline <= 0) {
      return; // a turn too early does no harm, and sets the next alarm
    }
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    if (deadline != Long.MAX_VALUE) {
      alarmNanos = deadline;
      long left = Math.max(0, deadline - clock.nanoTime());
      alarm = loop.schedule(this::wake, left, TimeUnit.NANOSECONDS);
    }
  }

  private void end() {
    over = true;
    if (alarm != null) {
      alarm.cancel(false);
    }
    try {
      agent.onClose();
    } finally {
      ended.countDown();
    }
  }

  private void lastTurn() {
    if (over) {
      return;
    }
    try {
      agent.doWork(clock.nanoTime());
    } catch (Throwable e) {
      agent.onFailure(e);
    } finally {
      end();
    }
  }

  @Override
  public void close() {
    if (loop.inEventLoop()) {
      lastTurn();
      return;
    }
    try {
      loop.execute(this::lastTurn);
    } catch (RejectedExecutionException e) {
      // The transport has ended: nobody else calls the agent any more.
      Future<?> unused = loop.terminationFuture().awaitUninterruptibly();
      lastTurn();
      return;
    }
    boolean interrupted = false;
    while (ended.getCount() > 0) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
