package dev.balsa.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is not answered in time is given up, once and not before; what is answered is left alone.
 */
class DeadlinesTest {

  private static final long NEVER_SECONDS = 3_600;

  private final Timer timer = new Timer();
  private final Deadlines deadlines = new Deadlines(timer);

  /** A request that notes when it was given up. */
  private static final class Request implements Deadlines.Pending {
    private final long endNanos;
    private final AtomicInteger expired = new AtomicInteger();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean tooEarly;

    private Request(long nanos) {
      endNanos = System.nanoTime() + nanos;
    }

    @Override
    public long endNanos() {
      return endNanos;
    }

    @Override
    public void expire() {
      tooEarly = System.nanoTime() - endNanos < 0;
      expired.incrementAndGet();
      gone.countDown();
    }

    private void awaitEnd() throws InterruptedException {
      assertTrue(gone.await(1, TimeUnit.MINUTES), "was not given up");
    }
  }

  private Request begin(long nanos) {
    Request request = new Request(nanos);
    deadlines.add(request);
    return request;
  }

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void aShortRequestDoesNotWaitForALongOne() throws InterruptedException {
    Request lasting = begin(TimeUnit.SECONDS.toNanos(NEVER_SECONDS));
    begin(TimeUnit.MILLISECONDS.toNanos(20)).awaitEnd();
    begin(TimeUnit.MILLISECONDS.toNanos(1)).awaitEnd();
    assertEquals(0, lasting.expired.get());
  }

  @Test
  void whatIsAnsweredIsLeftAlone() throws InterruptedException {
    Request answered = begin(TimeUnit.MILLISECONDS.toNanos(20));
    deadlines.remove(answered);
    begin(TimeUnit.MILLISECONDS.toNanos(40)).awaitEnd();
    assertEquals(0, answered.expired.get());
  }

  @Test
  void eachIsGivenUpOnceAndNotBeforeItsTime() throws InterruptedException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Request> requests =
        IntStream.range(0, 500)
            .mapToObj(i -> begin(random.nextInt((int) TimeUnit.MILLISECONDS.toNanos(50))))
            .toList();
    for (Request each : requests) {
      each.awaitEnd();
    }
    // One more look, after all that were planned.
    begin(TimeUnit.MILLISECONDS.toNanos(1)).awaitEnd();
    for (Request each : requests) {
      assertEquals(1, each.expired.get(), "seed " + seed);
      assertEquals(false, each.tooEarly, "seed " + seed);
    }
  }
}
