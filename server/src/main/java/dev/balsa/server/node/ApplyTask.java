package dev.balsa.server.node;

/** Something that must happen on the apply thread. */
@FunctionalInterface
interface ApplyTask {

  /**
   * Runs on the apply thread, between batches.
   *
   * @param nowNanos the clock's {@code nanoTime}
   */
  void run(long nowNanos);
}
