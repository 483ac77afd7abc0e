package dev.balsa.tools.clients;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Watch;
import dev.balsa.client.Watcher;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** This project's client. */
final class BalsaDriver implements Driver {
  private final BalsaClient client;

  BalsaDriver(String endpoint) {
    client = BalsaClient.connect(endpoint);
  }

  @Override
  public CompletableFuture<?> put(String key, String value) {
    return client.kv().put(key, value);
  }

  @Override
  public CompletableFuture<?> get(String key) {
    return client.kv().get(key);
  }

  @Override
  public AutoCloseable watch(String key, IntConsumer onEvents) {
    Watcher watcher =
        client.watches().listen(Watch.key(key), batch -> onEvents.accept(batch.events().size()));
    watcher.started().await();
    return watcher;
  }

  @Override
  public void close() {
    client.close();
  }
}
