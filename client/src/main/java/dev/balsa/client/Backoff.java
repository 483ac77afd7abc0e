package dev.balsa.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: the first bound, doubled with each failure up to the
 * last, and of that between half and all, so that clients that failed together do not come back
 * together.
 */
record Backoff(Duration first, Duration last) {

  private static final int DOUBLINGS_MAX = 20;

  long nanos(int failures) {
    long bound =
        Math.min(
            last.toNanos(), first.toNanos() << Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX));
    return bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1);
  }
}
