package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LineQueueTest {

  private static final String LOST = "dropped ";

  @Test
  void linesArriveInOrderAndCompleteOnClose() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineQueue queue = new LineQueue(out, dropped -> "dropped " + dropped + "\n");
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      queue.add("line " + i + "\n");
      expected.append("line ").append(i).append('\n');
    }
    queue.close();
    assertEquals(expected.toString(), out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whoLogsNeverWaitsForAStuckReaderAndIsToldHowMuchWasLost() {
    StuckStream out = new StuckStream();
    LineQueue queue = new LineQueue(out, dropped -> LOST + dropped + "\n");
    String line = "x".repeat(1 << 20) + "\n";
    int lines = 100;
    for (int i = 0; i < lines; i++) {
      queue.add(line);
    }
    out.go.countDown();
    queue.close();
    String written = out.written.toString(StandardCharsets.UTF_8);
    long arrived = written.lines().filter(each -> each.startsWith("x")).count();
    assertTrue(arrived < lines, "a queue without a bound");
    // Told in one line or in two: the writer may wake when some are lost already.
    long told =
        written
            .lines()
            .filter(each -> each.startsWith(LOST))
            .mapToLong(LineQueueTest::number)
            .sum();
    assertEquals(lines - arrived, told);
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(LOST.length()));
  }

  /** Takes nothing until it is told to go on. */
  private static final class StuckStream extends OutputStream {
    private final CountDownLatch go = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public void write(byte[] bytes) {
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.writeBytes(bytes);
    }
  }
}
