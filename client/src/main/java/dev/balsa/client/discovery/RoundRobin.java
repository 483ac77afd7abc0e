package dev.balsa.client.discovery;

import dev.balsa.client.recipes.KeyRangeCache;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The endpoints of a service one after the other, for transports that do not balance themselves.
 *
 * <pre>{@code
 * RoundRobin cart = discovery.balance("cart").ready().toCompletableFuture().join();
 * String address = cart.next().orElseThrow().address();
 * }</pre>
 */
public final class RoundRobin implements AutoCloseable {

  private final KeyRangeCache cache;
  private final String prefix;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<ServiceEndpoint> endpoints = List.of();

  RoundRobin(KeyRangeCache cache, String prefix) {
    this.cache = cache;
    this.prefix = prefix;
    cache.listen((key, before, after) -> refresh());
  }

  private void refresh() {
    endpoints = Discovery.endpoints(prefix, List.copyOf(cache.snapshot().values()));
  }

  /** Completes when the endpoints are known. */
  public CompletionStage<RoundRobin> ready() {
    return cache.ready().thenApply(loaded -> this);
  }

  /** The next one; empty while nobody is registered. */
  public Optional<ServiceEndpoint> next() {
    List<ServiceEndpoint> now = endpoints;
    return now.isEmpty()
        ? Optional.empty()
        : Optional.of(now.get((turn.getAndIncrement() & Integer.MAX_VALUE) % now.size()));
  }

  /** All of them. */
  public List<ServiceEndpoint> all() {
    return endpoints;
  }

  @Override
  public void close() {
    cache.close();
  }
}
