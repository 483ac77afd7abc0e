package dev.balsa.client;

import java.time.Duration;

/**
 * A lock that was acquired. Thread-safe.
 *
 * <pre>{@code
 * try (HeldLock lock = client.locks().acquire("jobs/nightly", Duration.ofSeconds(10)).await()) {
 *   client.kv().commit(Txn.when(lock.held()).then(Put.of("jobs/state", "running"))).await();
 * }
 * }</pre>
 */
public final class HeldLock implements AutoCloseable {

  private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

  private final Queued place;
  private final boolean ownsLease;

  HeldLock(Queued place, boolean ownsLease) {
    this.place = place;
    this.ownsLease = ownsLease;
  }

  /** The key that stands for the lock. */
  public Bytes key() {
    return place.key();
  }

  /** A number that is greater for every later owner of the lock. */
  public long fence() {
    return place.createRevision();
  }

  /** Holds as long as this owner has the lock: the condition for what the lock protects. */
  public Compare held() {
    return place.kept();
  }

  /** The lease that the lock depends on. */
  public Lease lease() {
    return place.lease();
  }

  /** Completes when the lock is lost because its lease is. */
  public Reply<LeaseLostException> lost() {
    return place.lease().lost();
  }

  /** Gives the lock up, and the lease if it was granted for the lock. */
  public Reply<Void> unlock() {
    return ownsLease ? place.lease().revoke() : place.leave();
  }

  /** Gives the lock up and waits for that a short time; later the lease ends by itself. */
  @Override
  public void close() {
    try {
      unlock().await(CLOSING_MAX);
    } catch (BalsaException e) {
      System.getLogger(HeldLock.class.getName())
          .log(System.Logger.Level.DEBUG, "a lock is left to end with its lease", e);
    }
  }
}
