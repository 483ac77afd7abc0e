package dev.balsa.client;

import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseStatus;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import java.time.Duration;
import java.util.List;

/**
 * Leases: keys that live as long as their owner. Thread-safe.
 *
 * <pre>{@code
 * try (Lease lease = client.leases().grant(Duration.ofSeconds(10)).await()) {   // kept alive
 *   lease.put("workers/7", "busy").await();
 * }                                                                             // and gone with its keys
 * long id = client.leases().grantUnattended(Duration.ofHours(1)).await();       // ends by itself
 * client.kv().put(Put.of("note", "back in an hour").withLease(id)).await();
 * }</pre>
 */
public final class Leases {

  private final Calls calls;
  private final Keys keys;
  private final Kv kv;
  private final LeaseKeeper keeper;

  Leases(Calls calls, Keys keys, Kv kv, LeaseKeeper keeper) {
    this.calls = calls;
    this.keys = keys;
    this.kv = kv;
    this.keeper = keeper;
  }

  /**
   * Grants a lease that is kept alive from then on, until it is revoked, closed or lost.
   *
   * @param ttl how long the lease lives without its owner, in whole seconds, rounded up; the server
   *     may grant more
   */
  public Reply<Lease> grant(Duration ttl) {
    // A grant whose answer was lost, or came when the caller had given up, leaves a lease that
    // nobody renews and that ends by itself: it may be repeated.
    long askedNanos = System.nanoTime();
    return calls.unary(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setTTL(seconds(ttl)).build(),
        Safety.IDEMPOTENT,
        granted -> kept(granted.getID(), granted.getTTL(), granted.getTTL(), askedNanos),
        Lease::detach);
  }

  /** Grants a lease that nobody keeps alive; the answer is its id. */
  public Reply<Long> grantUnattended(Duration ttl) {
    return calls.unary(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setTTL(seconds(ttl)).build(),
        Safety.IDEMPOTENT,
        LeaseGrantResponse::getID);
  }

  /**
   * Keeps a lease alive that was granted before, perhaps by someone else.
   *
   * @return fails with {@link LeaseLostException} if there is no such lease
   */
  public Reply<Lease> keep(long id) {
    long askedNanos = System.nanoTime();
    return calls.unary(
        LeaseGrpc.getLeaseTimeToLiveMethod(),
        LeaseTimeToLiveRequest.newBuilder().setID(id).build(),
        Safety.READ,
        left -> {
          if (left.getTTL() < 0) {
            throw new LeaseLostException("there is no lease " + Long.toHexString(id), null);
          }
          return kept(id, left.getGrantedTTL(), left.getTTL(), askedNanos);
        },
        Lease::detach);
  }

  private Lease kept(long id, long ttlSeconds, long leftSeconds, long askedNanos) {
    Lease lease = new Lease(this, kv, keeper, id, ttlSeconds);
    lease.begin(askedNanos, leftSeconds);
    return lease;
  }

  /** Ends a lease and removes its keys. */
  public Reply<Header> revoke(long id) {
    return calls.unary(
        LeaseGrpc.getLeaseRevokeMethod(),
        LeaseRevokeRequest.newBuilder().setID(id).build(),
        Safety.IDEMPOTENT,
        response -> Header.of(response.getHeader()));
  }

  /** What is left of a lease, and its keys. */
  public Reply<LeaseInfo> info(long id) {
    return calls.unary(
        LeaseGrpc.getLeaseTimeToLiveMethod(),
        LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build(),
        Safety.READ,
        this::info);
  }

  private LeaseInfo info(LeaseTimeToLiveResponse left) {
    List<Bytes> seen = left.getKeysList().stream().filter(keys::sees).map(keys::seen).toList();
    return new LeaseInfo(left.getID(), left.getTTL(), left.getGrantedTTL(), seen);
  }

  /** The ids of all leases. */
  public Reply<List<Long>> list() {
    return calls.unary(
        LeaseGrpc.getLeaseLeasesMethod(),
        LeaseLeasesRequest.getDefaultInstance(),
        Safety.READ,
        all -> all.getLeasesList().stream().map(LeaseStatus::getID).toList());
  }

  private static long seconds(Duration ttl) {
    return ttl.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
