package dev.balsa.client.discovery;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.BalsaException;
import dev.balsa.client.ClientClosedException;
import dev.balsa.client.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** An endpoint that is registered. Thread-safe. */
public final class Registration implements AutoCloseable {

  private static final long AGAIN_MILLIS = 500;

  private final BalsaClient client;
  private final String key;
  private final ServiceEndpoint endpoint;
  private final Duration ttl;
  private Lease lease;
  private boolean closed;

  Registration(BalsaClient client, String key, ServiceEndpoint endpoint, Duration ttl) {
    this.client = client;
    this.key = key;
    this.endpoint = endpoint;
    this.ttl = ttl;
  }

  /** What is registered. */
  public ServiceEndpoint endpoint() {
    return endpoint;
  }

  CompletionStage<Registration> begin() {
    return client
        .leases()
        .grant(ttl)
        .thenCompose(
            granted -> {
              if (!take(granted)) {
                return granted.revoke().thenApply(revoked -> this);
              }
              var unused = granted.lost().thenAccept(reason -> registerAgain());
              return granted.put(key, endpoint.toJson()).thenApply(done -> this);
            });
  }

  private synchronized boolean take(Lease granted) {
    if (closed) {
      return false;
    }
    lease = granted;
    return true;
  }

  private void registerAgain() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    var unused =
        begin()
            .exceptionally(
                failure -> {
                  later(failure);
                  return this;
                });
  }

  /** The lease may be there and the key not: the next attempt takes another one. */
  private void later(Throwable failure) {
    Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
    if (reason instanceof ClientClosedException) {
      return;
    }
    Lease useless;
    synchronized (this) {
      useless = lease;
    }
    useless.detach();
    CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
        .execute(this::registerAgain);
  }

  /** Removes the endpoint; waits for that a short time, later it goes with its lease. */
  @Override
  public void close() {
    Lease last;
    synchronized (this) {
      closed = true;
      last = lease;
    }
    try {
      if (last != null) {
        last.close();
      }
    } catch (BalsaException e) {
      System.getLogger(Registration.class.getName())
          .log(System.Logger.Level.DEBUG, "the endpoint is left to go with its lease", e);
    }
  }
}
