package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Clock;
import dev.balsa.server.env.SystemEnvironment;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopAgentTest {

  private static final long PATIENCE_SECONDS = 60;

  private final SystemEnvironment environment = new SystemEnvironment("test");
  private final Clock clock = environment.clock();
  private final PeerLoops loops = new PeerLoops(PeerTls.NONE);
  private final EventLoop loop = loops.messages().next();
  private final Counting agent = new Counting();

  @AfterEach
  void close() {
    loops.close();
    environment.close();
  }

  /** Counts its turns; all fields but the semaphore belong to the loop. */
  private final class Counting implements Agent {
    private final Semaphore turns = new Semaphore(0);
    private final AtomicInteger closed = new AtomicInteger();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicInteger workLeft = new AtomicInteger();
    private volatile long deadlineNanos = Long.MAX_VALUE;
    private volatile RuntimeException failsWith;
    private volatile boolean calledElsewhere;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public int doWork(long nowNanos) {
      calledElsewhere |= !loop.inEventLoop() && !loop.isTerminated();
      if (nowNanos - deadlineNanos >= 0) {
        deadlineNanos = Long.MAX_VALUE;
      }
      turns.release();
      if (failsWith != null) {
        throw failsWith;
      }
      return Math.max(0, workLeft.getAndDecrement());
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void onFailure(Throwable cause) {
      failure.complete(cause);
    }

    @Override
    public void onClose() {
      closed.incrementAndGet();
    }

    private void awaitTurns(int count) throws InterruptedException {
      assertTrue(turns.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** Whether everything that was given to the loop before has been done. */
  private void settle() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      CountDownLatch passed = new CountDownLatch(1);
      loop.execute(passed::countDown);
      assertTrue(passed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  @Test
  void allThatWakesItWhileTheLoopIsBusyIsOneTurn() throws InterruptedException {
    AgentHandle handle = new LoopAgent(agent, clock, loop);
    CountDownLatch busy = new CountDownLatch(1);
    loop.execute(
        () -> {
          for (int i = 0; i < 100; i++) {
            handle.wake();
          }
          busy.countDown();
        });
    assertTrue(busy.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    agent.awaitTurns(1);
    settle();
    assertEquals(0, agent.turns.availablePermits());
    assertFalse(agent.calledElsewhere);
    handle.close();
  }

  @Test
  void itIsCalledUntilThereIsNothingLeftToDo() throws InterruptedException {
    agent.workLeft.set(3);
    try (AgentHandle handle = loops.start(agent, clock)) {
      agent.awaitTurns(4);
      settle();
      assertEquals(0, agent.turns.availablePermits());
      handle.wake();
      agent.awaitTurns(1);
    }
  }

  @Test
  void itGetsATurnAtItsDeadlineThoughNobodyWakesIt() throws InterruptedException {
    agent.deadlineNanos = clock.nanoTime() + 20_000_000;
    AgentHandle handle = loops.start(agent, clock);
    agent.awaitTurns(2);
    assertEquals(Long.MAX_VALUE, agent.deadlineNanos, "the second turn was at the deadline");
    handle.close();
  }

  @Test
  void closingGivesItALastTurnAndNoneAfterThat() throws InterruptedException {
    AgentHandle handle = loops.start(agent, clock);
    agent.awaitTurns(1);
    handle.close();
    agent.awaitTurns(1);
    assertEquals(1, agent.closed.get());
    handle.wake();
    handle.close();
    settle();
    assertEquals(0, agent.turns.availablePermits());
    assertEquals(1, agent.closed.get());
  }

  @Test
  void anAgentThatFailsIsToldAndClosedAndNotCalledAgain() throws InterruptedException {
    agent.failsWith = new IllegalStateException("broken on purpose");
    AgentHandle handle = loops.start(agent, clock);
    assertSame(agent.failsWith, agent.failure.join());
    handle.wake();
    handle.close();
    assertEquals(1, agent.turns.availablePermits());
    assertEquals(1, agent.closed.get());
  }

  @Test
  void itIsClosedEvenIfTheLoopHasEnded() throws InterruptedException {
    AgentHandle handle = loops.start(agent, clock);
    agent.awaitTurns(1);
    loops.close();
    handle.wake();
    handle.close();
    assertEquals(1, agent.closed.get());
    assertFalse(agent.calledElsewhere);
  }
}
