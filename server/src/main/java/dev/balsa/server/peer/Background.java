package dev.balsa.server.peer;

import dev.balsa.server.env.Environment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Work that may block, done in the background by one thread at a time however many wake it. Waking
 * it while it works makes it look once more.
 *
 * <p>Work that throws is told on, so that whoever waits for it hears of it, and is looked at again
 * when it is woken again: an exception ends neither the thread nor what comes later.
 */
final class Background {

  private final Environment environment;
  private final Runnable work;
  private final Consumer<RuntimeException> onFailure;

  /** Wakes that no look has answered yet. */
  private final AtomicInteger wakes = new AtomicInteger();

  /**
   * @param onFailure gets what the work threw, on the same thread; must not throw
   */
  Background(Environment environment, Runnable work, Consumer<RuntimeException> onFailure) {
    this.environment = environment;
    this.work = work;
    this.onFailure = onFailure;
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
      } catch (RuntimeException e) {
        onFailure.accept(e);
      } catch (Error e) {
        wakes.set(0); // the next wake looks again
        throw e;
      }
    } while (wakes.addAndGet(-answered) > 0);
  }
}
