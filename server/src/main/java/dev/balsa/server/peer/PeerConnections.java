package dev.balsa.server.peer;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections are open at a peer port. A member has two or three with each other one;
 * whoever opens thousands is none. Thread-safe.
 */
final class PeerConnections {

  /** More are closed at once: far above what members need, far below what a process may open. */
  static final int MAX_OPEN = 512;

  private final AtomicInteger open = new AtomicInteger();

  /** One more; false if it has to be closed at once. Either way {@link #gone} follows. */
  boolean admit() {
    return open.incrementAndGet() <= MAX_OPEN;
  }

  void gone() {
    open.decrementAndGet();
  }
}
