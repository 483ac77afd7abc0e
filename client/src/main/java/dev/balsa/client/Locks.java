package dev.balsa.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Locks that are held by one client of the cluster at a time, in the key layout of etcd's own.
 *
 * <p>A lock that depends on a lease can be lost while its owner believes to hold it: a pause of the
 * process is enough. Therefore guard what the lock protects: in the store itself with {@link
 * HeldLock#held()} as a condition of the transaction, elsewhere by handing {@link HeldLock#fence()}
 * along and refusing smaller ones. Thread-safe.
 *
 * <pre>{@code
 * try (HeldLock lock = client.locks().acquire("printer", Duration.ofSeconds(10)).await()) {
 *   print(document, lock.fence());                  // the printer refuses smaller ones
 * }
 * Optional<HeldLock> now = client.locks().tryAcquire("printer", lease).await();
 * }</pre>
 */
public final class Locks {

  private final Kv kv;
  private final Watches watches;
  private final Leases leases;

  Locks(Kv kv, Watches watches, Leases leases) {
    this.kv = kv;
    this.watches = watches;
    this.leases = leases;
  }

  /**
   * Waits for a lock under a lease of its own, which ends with the lock.
   *
   * @param ttl how long the lock is kept after its owner died
   */
  public Reply<HeldLock> acquire(String name, Duration ttl) {
    Reply<HeldLock> acquired = new Reply<>();
    Reply<Lease> granting = leases.grant(ttl);
    acquired.onCancel(() -> granting.cancel(true));
    var unused =
        granting.whenComplete(
            (lease, failure) -> {
              if (failure != null) {
                acquired.completeExceptionally(failure);
              } else {
                acquireUnder(name, lease, acquired);
              }
            });
    return acquired;
  }

  private void acquireUnder(String name, Lease lease, Reply<HeldLock> acquired) {
    Reply<Queued> entering = new Queued(kv, watches, name, lease).enter(Bytes.EMPTY, true);
    acquired.onCancel(() -> entering.cancel(true));
    if (acquired.isDone()) {
      boolean ignored = entering.cancel(true);
    }
    var unused =
        entering.whenComplete(
            (place, failure) -> {
              if (failure != null) {
                acquired.completeExceptionally(failure);
              }
              if (failure != null || !acquired.complete(new HeldLock(place, true))) {
                var unusedRevoked = lease.revoke();
              }
            });
  }

  /** Waits for a lock that is kept as long as a lease. One lease can hold a lock once. */
  public Reply<HeldLock> acquire(String name, Lease lease) {
    Reply<Queued> entering = new Queued(kv, watches, name, lease).enter(Bytes.EMPTY, true);
    Reply<HeldLock> held =
        (Reply<HeldLock>) entering.thenApply(place -> new HeldLock(place, false));
    held.onCancel(() -> entering.cancel(true));
    return held;
  }

  /** Takes a lock if nobody holds it or waits for it. */
  public Reply<Optional<HeldLock>> tryAcquire(String name, Lease lease) {
    return (Reply<Optional<HeldLock>>)
        new Queued(kv, watches, name, lease)
            .enter(Bytes.EMPTY, false)
            .thenApply(place -> Optional.ofNullable(place).map(it -> new HeldLock(it, false)));
  }
}
