package dev.balsa.tools.mirror;

import dev.balsa.client.BalsaException;
import dev.balsa.client.OutcomeUnknownException;
import dev.balsa.client.Reply;
import dev.balsa.client.RetryLaterException;
import dev.balsa.client.UnavailableException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks again for as long as a server is away, full or busy: a mirror outlives restarts of both
 * sides. Everything that is asked may be asked twice.
 */
final class Patience {

  private static final long PAUSE_MILLIS = 500;

  private final MirrorWatcher watcher;

  Patience(MirrorWatcher watcher) {
    this.watcher = watcher;
  }

  <T> T ask(String whom, Supplier<Reply<T>> question) {
    boolean told = false;
    while (true) {
      try {
        return question.get().await();
      } catch (UnavailableException | RetryLaterException | OutcomeUnknownException e) {
        if (!told) {
          watcher.say("waiting for " + whom + ": " + e.getMessage());
          told = true;
        }
        pause(e);
      }
    }
  }

  private void pause(BalsaException why) {
    if (watcher.isStopped()) {
      throw why;
    }
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }
}
