package dev.balsa.client;

import dev.balsa.client.Get.SortBy;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Elections of one leader among clients of the cluster, in the key layout of etcd's own.
 * Thread-safe.
 *
 * <pre>{@code
 * Leadership mine = client.elections().campaign("boss", lease, "10.0.0.7:8080").await();
 * client.kv().commit(Txn.when(mine.held()).then(Put.of("state", "by me"))).await();
 * Observation all = client.elections().observe("boss", leader -> show(leader));
 * mine.resign().await();
 * }</pre>
 */
public final class Elections {

  private final Kv kv;
  private final Watches watches;

  Elections(Kv kv, Watches watches) {
    this.kv = kv;
    this.watches = watches;
  }

  /**
   * Stands for election and waits until it is won; the leadership ends with the lease.
   *
   * @param proposal what the others are told, such as where the leader is reached
   */
  public Reply<Leadership> campaign(String election, Lease lease, String proposal) {
    return campaign(election, lease, Bytes.of(proposal));
  }

  /** Stands for election and waits until it is won; the leadership ends with the lease. */
  public Reply<Leadership> campaign(String election, Lease lease, Bytes proposal) {
    Queued place = new Queued(kv, watches, election, lease);
    Reply<Queued> entering = place.enter(proposal, true);
    Reply<Leadership> won =
        (Reply<Leadership>)
            entering
                .thenApply(first -> new Leadership(kv, first))
                .thenCompose(leader -> leader.proposed(proposal));
    won.onCancel(() -> entering.cancel(true));
    return won;
  }

  /** The key of the leader, whose value is the proposal; empty if there is none. */
  public Reply<Optional<KeyValue>> leader(String election) {
    return (Reply<Optional<KeyValue>>)
        kv.get(Get.prefix(election + "/").ascending(SortBy.CREATE_REVISION).limit(1))
            .thenApply(GetResult::first);
  }

  /**
   * Tells who leads: now, and each time when another one does or the leader proposes something
   * else; empty while nobody does. What happens in quick succession may be told as one change.
   */
  public Observation observe(String election, Consumer<Optional<KeyValue>> observer) {
    return new Observation(this, watches, election, observer).begin();
  }
}
