package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps native memory from being freed under a call that uses it: calls enter and leave, closing
 * shuts the gate and waits until the last one has left. May be entered again by a thread that is
 * inside.
 */
final class NativeGate {

  private static final int SHUT = Integer.MIN_VALUE / 2;

  /** The number of calls inside; {@link #SHUT} is added when the gate is shut. */
  private final AtomicInteger inside = new AtomicInteger();

  void enter() {
    if (inside.incrementAndGet() < 0) {
      leave();
      throw new MvccException(MvccException.Kind.CLOSED, "the backend is closed");
    }
  }

  void leave() {
    if (inside.decrementAndGet() == SHUT) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Returns true to the first caller, once everybody is out; false, at once, to later ones. */
  synchronized boolean shut() {
    if (inside.getAndUpdate(n -> n < 0 ? n : n + SHUT) < 0) {
      return false;
    }
    boolean interrupted = false;
    while (inside.get() != SHUT) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
