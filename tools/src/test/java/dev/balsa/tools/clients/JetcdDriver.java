package dev.balsa.tools.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.WatchOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** The client that Java users of etcd have today. */
final class JetcdDriver implements Driver {
  private static final int CREATION_SECONDS_MAX = 60;

  private final Client client;

  JetcdDriver(String endpoint) {
    client = Client.builder().endpoints("http://" + endpoint).build();
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  @Override
  public CompletableFuture<?> put(String key, String value) {
    return client.getKVClient().put(bytes(key), bytes(value));
  }

  @Override
  public CompletableFuture<?> get(String key) {
    return client.getKVClient().get(bytes(key));
  }

  @Override
  public AutoCloseable watch(String key, IntConsumer onEvents) throws Exception {
    CountDownLatch created = new CountDownLatch(1);
    AutoCloseable watcher =
        client
            .getWatchClient()
            .watch(
                bytes(key),
                WatchOption.builder().withCreateNotify(true).build(),
                response -> {
                  if (response.isCreatedNotify()) {
                    created.countDown();
                  } else {
                    onEvents.accept(response.getEvents().size());
                  }
                });
    if (!created.await(CREATION_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new TimeoutException("jetcd's watch did not begin");
    }
    return watcher;
  }

  @Override
  public void close() {
    client.close();
  }
}
