package dev.balsa.server.recipe;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.WatchSession;
import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import io.grpc.StatusRuntimeException;
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

  private KeyWatch(Steps steps, WatchRequest request) {
    this.session = steps.replica().openWatch(this, this::overloaded);
    StatusRuntimeException refused = steps.refusal(KeyRange.of(request.key(), request.rangeEnd()));
    if (refused != null) {
      first.completeExceptionally(refused);
    } else if (!session.create(request)) {
      overloaded();
    }
    // The session is closed by whatever ends the waiting.
    CompletableFuture<Event> unused = first.whenComplete((event, failure) -> session.close());
  }

  /** Waits for the key to be deleted. */
  static KeyWatch deletion(Steps steps, byte[] key, long fromRevision) {
    return new KeyWatch(
        steps, request(key, new byte[0], fromRevision, Set.of(WatchRequest.Filter.NO_PUT)));
  }

  /** Waits for anything to be put below the prefix that ends before {@code end}. */
  static KeyWatch put(Steps steps, byte[] prefix, byte[] end, long fromRevision) {
    return new KeyWatch(
        steps, request(prefix, end, fromRevision, Set.of(WatchRequest.Filter.NO_DELETE)));
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
