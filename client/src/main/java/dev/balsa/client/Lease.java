package dev.balsa.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A lease that is kept alive. Its owner is told when it is lost: when the server says so, or when
 * the time that the last renewal gave is over, whichever comes first, so never later than the
 * server removes the keys (clocks run at about the same speed). Thread-safe.
 *
 * <pre>{@code
 * Lease lease = client.leases().grant(Duration.ofSeconds(10)).await();
 * lease.put("workers/7", "alive").await();
 * lease.lost().thenAccept(reason -> stopWorking());
 * }</pre>
 */
public final class Lease implements AutoCloseable {

  /** Keys that are remembered for {@link #regrant}. */
  private static final int KEYS_MAX = 10_000;

  /** Renewed when this part of the time is over. */
  private static final int RENEWALS_A_TTL = 3;

  private static final long RETRY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long RETRY_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);
  private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

  private final Leases leases;
  private final Kv kv;
  private final LeaseKeeper keeper;
  private final long id;
  private final long ttlSeconds;
  private final Reply<LeaseLostException> lost = new Reply<>();
  private final Map<Bytes, Bytes> put = new LinkedHashMap<>();

  // Guarded by this.
  private long endNanos;
  private long nextNanos;
  private boolean over;
  private Timer.Alarm alarm = () -> {};

  Lease(Leases leases, Kv kv, LeaseKeeper keeper, long id, long ttlSeconds) {
    this.leases = leases;
    this.kv = kv;
    this.keeper = keeper;
    this.id = id;
    this.ttlSeconds = ttlSeconds;
  }

  /** The id, to attach keys with. */
  public long id() {
    return id;
  }

  /** How long it lives without its owner. */
  public Duration ttl() {
    return Duration.ofSeconds(ttlSeconds);
  }

  /** Whether it certainly is still there. */
  public boolean isAlive() {
    return !remaining().isZero();
  }

  /** How long it certainly lives if it is not renewed again; zero if it is over. */
  public synchronized Duration remaining() {
    return over ? Duration.ZERO : Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** Completes when the lease is lost; is cancelled when its owner ends it. */
  public Reply<LeaseLostException> lost() {
    return lost;
  }

  /** Stores a value that ends with this lease, and remembers it for {@link #regrant}. */
  public Reply<PutResult> put(String key, String value) {
    return put(Bytes.of(key), Bytes.of(value));
  }

  /** Stores a value that ends with this lease, and remembers it for {@link #regrant}. */
  public Reply<PutResult> put(Bytes key, Bytes value) {
    synchronized (put) {
      if (put.size() == KEYS_MAX && !put.containsKey(key)) {
        throw new IllegalStateException("a lease remembers at most " + KEYS_MAX + " keys");
      }
      put.put(key, value);
    }
    return kv.put(Put.of(key, value).withLease(id).idempotent());
  }

  /**
   * Grants another lease of the same length and stores under it what was {@link #put} under this
   * one. For owners who lost this one and want to go on.
   */
  public Reply<Lease> regrant() {
    Map<Bytes, Bytes> again;
    synchronized (put) {
      again = new LinkedHashMap<>(put);
    }
    Reply<Lease> regranted = new Reply<>();
    var unused =
        leases
            .grant(ttl())
            .whenComplete(
                (next, failure) -> {
                  if (failure == null) {
                    storeAll(next, again, regranted);
                  } else {
                    regranted.completeExceptionally(failure);
                  }
                });
    return regranted;
  }

  private static void storeAll(Lease next, Map<Bytes, Bytes> values, Reply<Lease> done) {
    Reply<PutResult> all = Reply.of(null);
    for (Map.Entry<Bytes, Bytes> each : values.entrySet()) {
      all = (Reply<PutResult>) all.thenCompose(ok -> next.put(each.getKey(), each.getValue()));
    }
    var unused =
        all.whenComplete(
            (ok, failure) -> {
              if (failure == null) {
                if (!done.complete(next)) { // given up meanwhile
                  next.detach();
                }
              } else {
                next.detach();
                done.completeExceptionally(
                    failure.getCause() == null ? failure : failure.getCause());
              }
            });
  }

  /** Ends the lease and removes its keys. It is no error if it is gone already. */
  public Reply<Void> revoke() {
    detach();
    Reply<Void> revoked = new Reply<>();
    var unused =
        leases
            .revoke(id)
            .whenComplete(
                (header, failure) -> {
                  if (failure == null || failure instanceof InvalidRequestException) {
                    revoked.complete(null);
                  } else {
                    revoked.completeExceptionally(failure);
                  }
                });
    return revoked;
  }

  /** Keeps it alive no longer; it ends by itself. */
  public void detach() {
    if (finish()) {
      boolean ignored = lost.cancel(false);
    }
  }

  /**
   * Ends the lease and removes its keys; waits for that only a short time, because the server does
   * it by itself later.
   */
  @Override
  public void close() {
    try {
      revoke().await(CLOSING_MAX);
    } catch (BalsaException e) {
      System.getLogger(Lease.class.getName())
          .log(System.Logger.Level.DEBUG, "a lease is left to end by itself", e);
    }
  }

  private boolean finish() {
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      alarm.cancel();
    }
    keeper.remove(this);
    return true;
  }

  // --- Keeping alive. ---

  void begin(long askedNanos, long leftSeconds) {
    keeper.add(this);
    renewed(askedNanos, leftSeconds);
  }

  /** The server gave it so much time, counted from when it was asked. */
  void renewed(long askedNanos, long seconds) {
    if (seconds <= 0) {
      lose("the server does not know the lease any longer", null);
      return;
    }
    synchronized (this) {
      if (over) {
        return;
      }
      endNanos = askedNanos + TimeUnit.SECONDS.toNanos(seconds);
      nextNanos = askedNanos + TimeUnit.SECONDS.toNanos(seconds) / RENEWALS_A_TTL;
      schedule();
    }
  }

  void lose(String why, Throwable cause) {
    if (finish()) {
      LeaseLostException reason =
          new LeaseLostException("lease " + Long.toHexString(id) + ": " + why, cause);
      keeper.calls().execute(() -> lost.complete(reason));
    }
  }

  /** How long an answer may take before another server is asked. */
  long retryNanos() {
    long sixth = TimeUnit.SECONDS.toNanos(ttlSeconds) / (2 * RENEWALS_A_TTL);
    return Math.min(RETRY_NANOS_MAX, Math.max(RETRY_NANOS_MIN, sixth));
  }

  private void schedule() {
    alarm.cancel();
    long wake = Math.min(endNanos - nextNanos < 0 ? endNanos : nextNanos, endNanos);
    alarm = keeper.calls().timer().after(Math.max(0, wake - System.nanoTime()), this::step);
  }

  private void step() {
    long now = System.nanoTime();
    boolean ended;
    synchronized (this) {
      if (over) {
        return;
      }
      ended = now - endNanos >= 0;
      if (!ended && now - nextNanos >= 0) {
        nextNanos = now + retryNanos();
      } else if (!ended) {
        schedule();
        return;
      }
    }
    if (ended) {
      lose("it could not be renewed in time", keeper.lastFailure());
      return;
    }
    keeper.renew(this);
    synchronized (this) {
      if (!over) {
        schedule();
      }
    }
  }
}
