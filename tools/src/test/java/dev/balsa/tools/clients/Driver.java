package dev.balsa.tools.clients;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** A client as the benchmark uses it: the shortest way that its own documentation shows. */
interface Driver extends AutoCloseable {

  /** Stores a value. */
  CompletableFuture<?> put(String key, String value);

  /** Reads one key, linearizably. */
  CompletableFuture<?> get(String key);

  /**
   * Watches one key; returns when the server has begun to.
   *
   * @param onEvents is told how many events came, one thread at a time
   */
  AutoCloseable watch(String key, IntConsumer onEvents) throws Exception;

  @Override
  void close();
}
