package dev.balsa.server.peer;

import dev.balsa.server.env.Environment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that may block, done in the background by one thread at a time however many wake it. Waking
 * it while it works makes it look once more.
 */
final class Background {

  private final Environment environment;
  private final Runnable work;

  /** Wakes that no look has answered yet. */
  private final AtomicInteger wakes = new AtomicInteger();

  Background(Environment environment, Runnable work) {
    this.environment = environment;
    this.work = work;
  }

  /** Has the work looked at soon; false if there is no room for it in the background now. */
  boolean wake() {
    if (wakes.getAndIncrement() > 0 || environment.execute(this::run)) {
      return true;
    }
    wakes.set(0);
    return false;
  }

  private void run() {
    int answered;
    do {
      answered = wakes.get();
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        wakes.set(0); // the next wake looks again
        throw e;
      }
    } while (wakes.addAndGet(-answered) > 0);
  }
}
