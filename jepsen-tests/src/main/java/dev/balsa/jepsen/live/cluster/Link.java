package dev.balsa.jepsen.live.cluster;

/**
 * The way from one member to another, for everything that flows in this direction, whichever of the
 * two opened the connection. Thread-safe: pipes wait on it, a nemesis changes it.
 */
final class Link {
  /** How a link treats what should flow over it. */
  enum Mode {
    /** Bytes flow. */
    OPEN,
    /** Nothing flows, and nobody is told; what is under way arrives once the link is open again. */
    HELD,
    /** Connections break, and new ones break at once. */
    CUT
  }

  private Mode mode = Mode.OPEN;
  private int delayMillis;

  synchronized void set(Mode next, int delayMillisNow) {
    mode = next;
    delayMillis = delayMillisNow;
    notifyAll();
  }

  synchronized Mode mode() {
    return mode;
  }

  /** Waits as long as the link is held; how long what was read must still be kept. */
  synchronized int awaitFlow() throws InterruptedException {
    while (mode == Mode.HELD) {
      wait();
    }
    return delayMillis;
  }
}
