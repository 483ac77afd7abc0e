package dev.balsa.client.recipes;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Get;
import dev.balsa.client.GetResult;
import dev.balsa.client.KeyRange;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Watch;
import dev.balsa.client.WatchBatch;
import dev.balsa.client.WatchEvent;
import dev.balsa.client.WatchListener;
import dev.balsa.client.Watcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A local view of a range of keys that follows the store: loaded once, kept by a watch. It always
 * shows the range as it was at one revision, and later revisions only afterwards. Thread-safe.
 *
 * <pre>{@code
 * try (KeyRangeCache config = KeyRangeCache.follow(client, KeyRange.prefix("config/"))) {
 *   config.ready().toCompletableFuture().join();
 *   config.get("config/limit").ifPresent(limit -> use(limit.valueText()));
 * }
 * }</pre>
 *
 * <p>When the connection is lost the view stays as it was and catches up afterwards; when the
 * history that is needed for this was compacted, it is loaded anew and the differences are told.
 */
public final class KeyRangeCache implements AutoCloseable {

  private static final int PAGE_KEYS = 5_000;

  private final BalsaClient client;
  private final KeyRange range;
  private final CompletableFuture<KeyRangeCache> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Held while changes are told, so that each listener sees them in order. */
  private final Object telling = new Object();

  private final List<Listener> listeners = new ArrayList<>();

  // Guarded by this.
  private final NavigableMap<Bytes, KeyValue> content = new TreeMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private long revision;
  private Watcher watcher;
  private boolean closed;

  /** Why the view follows no longer; null while it does. */
  private Throwable endReason;

  /**
   * Is told what changes, in order, on the client's executor. What it throws ends the view, with
   * that as the reason.
   */
  @FunctionalInterface
  public interface Listener {
    /**
     * A key is different.
     *
     * @param before empty if it is new
     * @param after empty if it is gone
     */
    void changed(Bytes key, Optional<KeyValue> before, Optional<KeyValue> after);
  }

  private record Waiter(long revision, CompletableFuture<Void> arrived) {}

  private record Change(Bytes key, Optional<KeyValue> before, Optional<KeyValue> after) {}

  private KeyRangeCache(BalsaClient client, KeyRange range) {
    this.client = client;
    this.range = range;
  }

  /** Begins to follow a range. */
  public static KeyRangeCache follow(BalsaClient client, KeyRange range) {
    KeyRangeCache cache = new KeyRangeCache(client, range);
    cache.load();
    return cache;
  }

  /** Completes when the range is loaded. */
  public CompletionStage<KeyRangeCache> ready() {
    return ready;
  }

  /** Completes when the view follows no longer: normally if it was closed, else with the reason. */
  public CompletionStage<Void> ended() {
    return ended;
  }

  /** What is stored under a key. */
  public Optional<KeyValue> get(String key) {
    return get(Bytes.of(key));
  }

  /** What is stored under a key. */
  public synchronized Optional<KeyValue> get(Bytes key) {
    return Optional.ofNullable(content.get(key));
  }

  /** A copy of the whole range, as it was at one revision. */
  public synchronized NavigableMap<Bytes, KeyValue> snapshot() {
    return Collections.unmodifiableNavigableMap(new TreeMap<>(content));
  }

  /** The revision that is shown. */
  public synchronized long revision() {
    return revision;
  }

  /**
   * Completes when the view shows a revision or a later one: to read here what was written before.
   * In a quiet range it may take the server's progress interval until a revision that changed
   * nothing here is known to be shown. Fails if the view follows no longer.
   */
  public CompletionStage<Void> awaitRevision(long wanted) {
    synchronized (this) {
      if (revision >= wanted) {
        return CompletableFuture.completedFuture(null);
      }
      if (endReason != null) {
        return CompletableFuture.failedFuture(endReason);
      }
      Waiter waiter = new Waiter(wanted, new CompletableFuture<>());
      waiters.add(waiter);
      return waiter.arrived();
    }
  }

  /** Tells a listener everything that is there, as new, and then what changes. */
  public void listen(Listener listener) {
    synchronized (telling) {
      snapshot().forEach((key, kv) -> listener.changed(key, Optional.empty(), Optional.of(kv)));
      listeners.add(listener);
    }
  }

  private void load() {
    loadPage(range, 0, new TreeMap<>());
  }

  private void loadPage(KeyRange rest, long at, NavigableMap<Bytes, KeyValue> loaded) {
    var unused =
        client
            .kv()
            .get(Get.range(rest).atRevision(at).limit(PAGE_KEYS))
            .whenComplete(
                (page, failure) -> {
                  if (failure == null) {
                    try {
                      loadedPage(page, rest, at == 0 ? page.revision() : at, loaded);
                    } catch (RuntimeException | Error e) { // of a listener, or the client is closed
                      end(e);
                    }
                  } else if (failure instanceof CompactedException) {
                    load();
                  } else {
                    end(failure);
                  }
                });
  }

  private void loadedPage(
      GetResult page, KeyRange rest, long at, NavigableMap<Bytes, KeyValue> loaded) {
    page.kvs().forEach(kv -> loaded.put(kv.key(), kv));
    if (page.more()) {
      Bytes next = loaded.lastKey().plus(Bytes.of(new byte[1]));
      loadPage(KeyRange.between(next, rest.end()), at, loaded);
    } else {
      become(loaded, at);
      watch(at + 1);
    }
  }

  private void become(NavigableMap<Bytes, KeyValue> loaded, long at) {
    synchronized (telling) {
      List<Change> changes = new ArrayList<>();
      synchronized (this) {
        content.forEach(
            (key, kv) -> {
              if (!loaded.containsKey(key)) {
                changes.add(new Change(key, Optional.of(kv), Optional.empty()));
              }
            });
        loaded.forEach(
            (key, kv) -> {
              KeyValue before = content.get(key);
              if (!kv.equals(before)) {
                changes.add(new Change(key, Optional.ofNullable(before), Optional.of(kv)));
              }
            });
        content.clear();
        content.putAll(loaded);
      }
      shown(at, changes);
    }
    ready.complete(this);
  }

  private void apply(WatchBatch batch) {
    synchronized (telling) {
      List<Change> changes = new ArrayList<>();
      synchronized (this) {
        for (WatchEvent event : batch.events()) {
          Bytes key = event.kv().key();
          KeyValue before = event.isPut() ? content.put(key, event.kv()) : content.remove(key);
          changes.add(
              new Change(
                  key,
                  Optional.ofNullable(before),
                  event.isPut() ? Optional.of(event.kv()) : Optional.empty()));
        }
      }
      shown(batch.revision(), changes);
    }
  }

  private void shown(long at, List<Change> changes) {
    List<Waiter> arrived;
    synchronized (this) {
      revision = Math.max(revision, at);
      arrived = waiters.stream().filter(each -> each.revision() <= revision).toList();
      waiters.removeAll(arrived);
    }
    try {
      for (Change each : changes) {
        for (Listener listener : List.copyOf(listeners)) {
          listener.changed(each.key(), each.before(), each.after());
        }
      }
    } finally { // the revision is shown, whatever listeners make of it
      arrived.forEach(each -> each.arrived().complete(null));
    }
  }

  private void watch(long from) {
    WatchListener follower =
        new WatchListener() {
          @Override
          public void onBatch(WatchBatch batch) {
            apply(batch);
          }

          @Override
          public void onProgress(long at) {
            shown(at, List.of());
          }

          @Override
          public void onEnd(RuntimeException reason) {
            if (reason instanceof CompactedException) {
              load();
            } else {
              end(reason);
            }
          }
        };
    synchronized (this) {
      if (!closed) {
        watcher =
            client.watches().listen(Watch.range(range).fromRevision(from).withProgress(), follower);
        var unused = watcher.ended().exceptionally(failure -> ifListenerFailed(failure));
      }
    }
  }

  /** Ends of the watch itself are handled where they are told. */
  private Void ifListenerFailed(Throwable failure) {
    Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(reason instanceof CompactedException)) {
      end(reason);
    }
    return null;
  }

  private void end(Throwable reason) {
    List<Waiter> left;
    synchronized (this) {
      if (endReason == null) {
        endReason = reason;
      }
      left = List.copyOf(waiters);
      waiters.clear();
    }
    ready.completeExceptionally(reason);
    ended.completeExceptionally(reason);
    left.forEach(each -> each.arrived().completeExceptionally(reason));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (watcher != null) {
        watcher.close();
      }
    }
    ended.complete(null);
    end(new IllegalStateException("the view was closed"));
  }
}
