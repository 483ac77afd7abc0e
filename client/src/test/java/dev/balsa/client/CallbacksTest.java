package dev.balsa.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callbacks that block hold up nobody, within bounds. */
class CallbacksTest {

  private static final long PATIENCE_SECONDS = 60;

  private final Timer timer = new Timer();
  private final Callbacks callbacks = new Callbacks(timer);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    callbacks.close();
    timer.close();
  }

  /** Begins callbacks that block in a way that no pool knows of. */
  private void block(int count) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      callbacks.execute(
          () -> {
            inside.countDown();
            awaitQuietly(released);
          });
    }
    assertTrue(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "not begun: " + inside);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void allButOneMayBlockAndTheLastStillServesEverybody() throws Exception {
    block(Callbacks.THREADS_MAX - 1);
    CountDownLatch ran = new CountDownLatch(1_000);
    for (int i = 0; i < 1_000; i++) {
      callbacks.execute(ran::countDown);
    }
    assertTrue(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "not run: " + ran);
  }

  @Test
  void beyondTheBoundCallbacksWaitUntilOneIsDone() throws Exception {
    block(Callbacks.THREADS_MAX);
    AtomicInteger before = new AtomicInteger();
    CountDownLatch ran = new CountDownLatch(1);
    callbacks.execute(
        () -> {
          before.set(released.getCount() == 0 ? 1 : -1);
          ran.countDown();
        });
    released.countDown();
    assertTrue(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(1, before.get());
  }

  @Test
  void whatWaitsRunsWhenTheClientIsClosedEvenIfEveryThreadIsBlocked() throws Exception {
    block(Math.max(2, Runtime.getRuntime().availableProcessors()));
    CountDownLatch ran = new CountDownLatch(1);
    // The clock is closed first, so nobody looks after what waits any longer.
    timer.close();
    callbacks.execute(ran::countDown);
    callbacks.close();
    assertTrue(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }
}
