package dev.balsa.server.recipe;

import dev.balsa.mvcc.Event;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.Replica;
import dev.balsa.server.node.WatchSession;
import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for the first change of one kind to one key, or below one prefix. Thread-safe.
 *
 * <p>Completes with the event, or with null when the history to watch was compacted meanwhile:
 * whoever waits has to look at the present state again.
 */
final class KeyWatch implements WatchSink, AutoCloseable {

  private final CompletableFuture<Event> first = new CompletableFuture<>();
  private final WatchSession session;

  private KeyWatch(Replica replica, WatchRequest request) {
    this.session = replica.openWatch(this, this::overloaded);
    if (!session.create(request)) {
      overloaded();
    }
    // The session is closed by whatever ends the waiting.
    CompletableFuture<Event> unused = first.whenComplete((event, failure) -> session.close());
  }

  /** Waits for the key to be deleted. */
  static KeyWatch deletion(Replica replica, byte[] key, long fromRevision) {
    return new KeyWatch(
        replica, request(key, new byte[0], fromRevision, Set.of(WatchRequest.Filter.NO_PUT)));
  }

  /** Waits for anything to be put below the prefix that ends before {@code end}. */
  static KeyWatch put(Replica replica, byte[] prefix, byte[] end, long fromRevision) {
    return new KeyWatch(
        replica, request(prefix, end, fromRevision, Set.of(WatchRequest.Filter.NO_DELETE)));
  }

  private static WatchRequest request(
      byte[] key, byte[] end, long fromRevision, Set<WatchRequest.Filter> filters) {
    return new WatchRequest(key, end, fromRevision, false, filters, false, 0, false);
  }

  CompletableFuture<Event> first() {
    return first;
  }

  private void overloaded() {
    first.completeExceptionally(EtcdError.REQUEST_TOO_MANY_REQUESTS.asException());
  }

  @Override
  public boolean isReady() {
    return true; // at most a few messages come, and none is kept
  }

  @Override
  public void send(WatchMessage message) {
    if (!message.events().isEmpty()) {
      first.complete(message.events().get(0));
    } else if (message.canceled() && message.compactRevision() != 0) {
      first.complete(null);
    } else if (message.canceled()) {
      first.completeExceptionally(EtcdError.WATCH_CANCELED.asException());
    }
  }

  /** Waits no longer. */
  @Override
  public void close() {
    first.completeExceptionally(EtcdError.CANCELED.asException());
  }
}
