package dev.balsa.server.env;

/** Time, as far as anybody may know it. */
public interface Clock {

  /** Nanoseconds since some fixed point; never goes back. */
  long nanoTime();

  /**
   * Milliseconds since 1970, as the machine believes; may jump. For log lines and ids, never for
   * decisions.
   */
  long wallMillis();

  /** The same in microseconds, as far as the clock is that fine. */
  default long wallMicros() {
    return wallMillis() * 1_000;
  }
}
