package dev.balsa.server.api;

import io.grpc.Attributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of answers that one connection's client has been sent and has not taken. A call is over for
 * the member when it is answered; a client that never opens its window leaves the answer in memory,
 * and may ask again. Thread-safe.
 *
 * <p>An answer is counted when it is made, by whoever made it, and taken off when the transport has
 * sent the last of it or has given up. Answers below {@value #COUNTED_BYTES} bytes are not counted,
 * so a put costs nothing here: what bounds those is the number of streams on a connection.
 *
 * <p>Two bounds hold, one for the connection and one for all: half of the latter, so that no single
 * client uses up what others need. An answer to a connection that has nothing unread is always
 * taken, however large, so that large answers come through one by one.
 */
public final class UnreadAnswers {

  /** That of a connection; absent where answers are not queued. */
  public static final Attributes.Key<UnreadAnswers> ATTRIBUTE =
      Attributes.Key.create("dev.balsa.unread-answers");

  /** Smaller answers are not counted. */
  static final int COUNTED_BYTES = 4 << 10;

  /** What all connections of a member have unread together. Thread-safe. */
  public static final class Total {

    private static final int SHARE_OF_HEAP = 4;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param maxBytes what clients may leave unread together
     */
    public Total(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    /** A quarter of the largest heap: Netty's buffers may take as much beside it as the heap. */
    public static Total forThisJvm() {
      return new Total(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** How much is unread now. */
    public long bytes() {
      return bytes.get();
    }
  }

  private final Total total;
  private final AtomicLong bytes = new AtomicLong();

  public UnreadAnswers(Total total) {
    this.total = total;
  }

  /** Whether the client has to read before it may ask again. */
  boolean isFull() {
    return bytes.get() >= total.maxBytes / 2;
  }

  /** How much is unread now. */
  long bytes() {
    return bytes.get();
  }

  /** Counts an answer; false if there is no room for it, and it is not counted. */
  boolean add(long answerBytes) {
    long mine = bytes.addAndGet(answerBytes);
    long all = total.bytes.addAndGet(answerBytes);
    if (mine == answerBytes || (mine <= total.maxBytes / 2 && all <= total.maxBytes)) {
      return true;
    }
    remove(answerBytes);
    return false;
  }

  /** The answer was sent, or never will be. */
  void remove(long answerBytes) {
    bytes.addAndGet(-answerBytes);
    total.bytes.addAndGet(-answerBytes);
  }
}
