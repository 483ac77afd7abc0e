package dev.balsa.embedded;

import java.util.concurrent.CompletableFuture;

/**
 * Lets who wants a member stopped go before who waits for it to start: a start may wait for a
 * majority for ever. Thread-safe.
 */
final class StartTurn {

  private int stops;
  private CompletableFuture<Void> givenUp = new CompletableFuture<>();

  /** A start begins; what it gets completes when it is to be given up. */
  synchronized CompletableFuture<Void> startBegins() {
    givenUp = new CompletableFuture<>();
    if (stops > 0) {
      givenUp.complete(null);
    }
    return givenUp;
  }

  /** Somebody wants the member stopped: starts are given up until {@link #stopEnds}. */
  synchronized void stopBegins() {
    stops++;
    givenUp.complete(null);
  }

  synchronized void stopEnds() {
    stops--;
  }
}
