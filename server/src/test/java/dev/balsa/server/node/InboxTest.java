package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.View;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Reads that race with the end of a member. */
class InboxTest {

  private static final int READS = 20_000;

  /** Counts answers. */
  private static final class CountedReply implements ReadReply {
    private final AtomicInteger answers;
    private final List<EtcdError> errors;

    private CountedReply(AtomicInteger answers, List<EtcdError> errors) {
      this.answers = answers;
      this.errors = errors;
    }

    @Override
    public void ready(View view) {
      throw new AssertionError("nobody reads here");
    }

    @Override
    public synchronized void failed(EtcdError error) {
      answers.incrementAndGet();
      errors.add(error);
    }
  }

  @Test
  void aReadThatComesAfterTheEndIsToldSo() {
    Inbox inbox = new Inbox(16);
    inbox.closeReads();
    List<EtcdError> errors = new ArrayList<>();
    assertTrue(inbox.offer(new CountedReply(new AtomicInteger(), errors)));
    assertEquals(List.of(EtcdError.STOPPED), errors);
  }

  @Test
  void everyReadThatRacesWithTheEndIsAnsweredOnce() throws InterruptedException {
    Inbox inbox = new Inbox(16);
    AtomicInteger[] answers = new AtomicInteger[READS];
    CountDownLatch half = new CountDownLatch(READS / 2);
    Thread reader =
        new Thread(
            () -> {
              for (int i = 0; i < READS; i++) {
                answers[i] = new AtomicInteger();
                assertTrue(inbox.offer(new CountedReply(answers[i], new ArrayList<>())));
                half.countDown();
              }
            });
    reader.start();
    half.await();
    inbox.closeReads();
    reader.join();
    for (int i = 0; i < READS; i++) {
      assertEquals(1, answers[i].get(), "read " + i);
    }
  }
}
