package dev.balsa.client;

/**
 * An election that was won. What only a leader may do, it does under the condition that it still is
 * one. Thread-safe.
 *
 * <pre>{@code
 * leadership.lost().thenAccept(reason -> stopWorking());
 * client.kv().commit(Txn.when(leadership.held()).then(Put.of("state", "by me"))).await();
 * }</pre>
 */
public final class Leadership {

  private final Kv kv;
  private final Queued place;

  Leadership(Kv kv, Queued place) {
    this.kv = kv;
    this.place = place;
  }

  /** The key that stands for the leadership. */
  public Bytes key() {
    return place.key();
  }

  /** A number that is greater for every later leader. */
  public long fence() {
    return place.createRevision();
  }

  /** Holds as long as this leader leads: the condition for what only a leader may do. */
  public Compare held() {
    return place.kept();
  }

  /** Completes when the leadership is lost because its lease is. */
  public Reply<LeaseLostException> lost() {
    return place.lease().lost();
  }

  /**
   * Tells the others something else.
   *
   * @return fails with {@link LeaseLostException} if another one leads by now
   */
  public Reply<Void> proclaim(Bytes proposal) {
    Txn proclaim =
        Txn.when(held()).then(Put.of(key(), proposal).withLease(place.lease())).idempotent();
    return (Reply<Void>)
        kv.commit(proclaim)
            .<Void>thenApply(
                result -> {
                  if (!result.succeeded()) {
                    throw new LeaseLostException("not the leader any longer: " + key(), null);
                  }
                  return null;
                });
  }

  /** Tells the others something else. */
  public Reply<Void> proclaim(String proposal) {
    return proclaim(Bytes.of(proposal));
  }

  /** Who stood before under the same lease may have proposed something else. */
  Reply<Leadership> proposed(Bytes proposal) {
    return (Reply<Leadership>)
        kv.get(key())
            .thenCompose(
                found ->
                    found.isPresent() && found.get().value().equals(proposal)
                        ? Reply.of(this)
                        : proclaim(proposal).thenApply(done -> this));
  }

  /** Leads no longer; the lease stays. */
  public Reply<Void> resign() {
    return place.leave();
  }
}
