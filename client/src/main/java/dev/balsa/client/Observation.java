package dev.balsa.client;

import java.util.Optional;
import java.util.function.Consumer;

/** Looks at an election until it is closed. */
public final class Observation implements AutoCloseable, WatchListener {

  private final Elections elections;
  private final Watches watches;
  private final String election;
  private final Consumer<Optional<KeyValue>> observer;
  private final Reply<Void> ended = new Reply<>();
  private Optional<KeyValue> last;
  private Watcher watcher;
  private boolean looking;
  private boolean lookAgain;
  private boolean closed;

  Observation(
      Elections elections,
      Watches watches,
      String election,
      Consumer<Optional<KeyValue>> observer) {
    this.elections = elections;
    this.watches = watches;
    this.election = election;
    this.observer = observer;
  }

  Observation begin() {
    watch();
    return this;
  }

  private synchronized void watch() {
    if (closed) {
      return;
    }
    watcher = watches.listen(Watch.prefix(election + "/"), this);
    // What happened before the watch began is seen by a look after it.
    var unused = watcher.started().thenRun(this::look);
  }

  /** Completes when the observation is over: normally if it was closed, else with the reason. */
  public Reply<Void> ended() {
    return ended;
  }

  @Override
  public void onBatch(WatchBatch batch) {
    look();
  }

  @Override
  public void onEnd(RuntimeException reason) {
    if (reason instanceof CompactedException) {
      watch();
    } else {
      ended.completeExceptionally(reason);
    }
  }

  private void look() {
    synchronized (this) {
      if (closed || looking) {
        lookAgain = looking;
        return;
      }
      looking = true;
    }
    var unused = elections.leader(election).whenComplete(this::seen);
  }

  private void seen(Optional<KeyValue> leader, Throwable failure) {
    if (failure != null && !(Reply.reason(failure) instanceof UnavailableException)) {
      ended.completeExceptionally(Reply.reason(failure));
      close();
      return;
    }
    boolean news;
    synchronized (this) {
      news = failure == null && !leader.equals(last) && !closed;
      last = failure == null ? leader : last;
    }
    if (news) {
      observer.accept(leader);
    }
    boolean again;
    synchronized (this) {
      looking = false;
      again = lookAgain || failure != null;
      lookAgain = false;
    }
    if (again) {
      look();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      watcher.close();
    }
    ended.complete(null);
  }
}
