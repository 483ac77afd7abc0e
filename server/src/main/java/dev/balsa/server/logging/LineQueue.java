package dev.balsa.server.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongFunction;

/**
 * Carries lines to a stream from a thread of its own, so that a slow terminal or pipe never holds
 * up who logs.
 *
 * <p>Bounded: when the reader of the stream is too slow, lines are dropped and their number is told
 * in the next line that gets through.
 */
final class LineQueue implements AutoCloseable {

  /** Characters that may wait; about 10,000 lines. */
  static final int MAX_WAITING_CHARS = 4 << 20;

  private static final long CLOSE_MILLIS = 1_000;

  private final OutputStream stream;
  private final LongFunction<String> droppedLine;

  // Guarded by this.
  private final Queue<String> lines = new ArrayDeque<>();
  private int waitingChars;
  private long dropped;
  private boolean writing;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param droppedLine makes the line that tells how many lines were dropped
   */
  LineQueue(OutputStream stream, LongFunction<String> droppedLine) {
    this.stream = stream;
    this.droppedLine = droppedLine;
    Thread writer = new Thread(this::run, "balsa-log");
    writer.setDaemon(true);
    writer.start();
  }

  /** Hands over one line with its end. Never blocks on the stream. */
  synchronized void add(String line) {
    if (closed) {
      return;
    }
    if (waitingChars + line.length() > MAX_WAITING_CHARS) {
      dropped++;
      return;
    }
    lines.add(line);
    waitingChars += line.length();
    notifyAll();
  }

  /** Waits until what was handed over is written, or the patience is over. */
  synchronized void flush() {
    long left = CLOSE_MILLIS;
    try {
      // Counted in waits, not by a clock: an early wake-up only shortens the patience.
      while ((!lines.isEmpty() || writing) && left > 0) {
        wait(10);
        left -= 10;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    flush();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  private void run() {
    try {
      byte[] next = take();
      while (next != null) {
        stream.write(next);
        stream.flush();
        next = take();
      }
    } catch (IOException e) {
      giveUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything that waits, or null when the queue is closed. */
  private synchronized byte[] take() throws InterruptedException {
    writing = false;
    notifyAll();
    while (lines.isEmpty()) {
      if (closed) {
        return null;
      }
      wait();
    }
    StringBuilder batch = new StringBuilder(waitingChars);
    if (dropped > 0) {
      batch.append(droppedLine.apply(dropped));
      dropped = 0;
    }
    lines.forEach(batch::append);
    lines.clear();
    waitingChars = 0;
    writing = true;
    return batch.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Nobody reads the stream any more: the server goes on without a log. */
  private synchronized void giveUp() {
    closed = true;
    lines.clear();
    writing = false;
    notifyAll();
  }
}
