package dev.balsa.server.env;

/** A unit of work that is called again and again by one thread at a time, and owns none itself. */
public interface Agent {

  /** A short name for threads and log lines. */
  String name();

  /**
   * Does what there is to do now, a bounded amount of it.
   *
   * @param nowNanos the clock's {@link Clock#nanoTime()}
   * @return how much was done; 0 if there was nothing, and the caller may sleep
   * @throws Exception what the agent cannot go on after; it is not called again, and {@link
   *     #onFailure} gets it
   */
  int doWork(long nowNanos) throws Exception;

  /**
   * When the agent wants to be called even if nobody wakes it.
   *
   * @return a point on the clock of {@link Clock#nanoTime()}, or {@link Long#MAX_VALUE} for never
   */
  long deadlineNanos();

  /** Told once that {@link #doWork} threw and the agent has stopped. */
  void onFailure(Throwable cause);

  /** The last call, after the last {@link #doWork}, on the same thread. */
  void onClose();
}
