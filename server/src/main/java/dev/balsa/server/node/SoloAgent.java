package dev.balsa.server.node;

import dev.balsa.server.env.Agent;

/**
 * All agents of a member that has no peers, taking turns on one thread.
 *
 * <p>Why one: between threads every hand-off costs a wake-up, and a lone put would need five of
 * them. Why only without peers: a disk that takes its time must never delay a heartbeat, but a
 * cluster of one has no heartbeats. Requests that come while the disk works gather in the inbox as
 * they always do, and make the next batch.
 */
final class SoloAgent implements Agent {

  private final Node node;
  private final WalAgent wal;
  private final ApplyAgent apply;

  SoloAgent(Node node, WalAgent wal, ApplyAgent apply) {
    this.node = node;
    this.wal = wal;
    this.apply = apply;
  }

  @Override
  public String name() {
    return "balsa-member";
  }

  /** One turn carries a batch all the way: proposed, written, committed, applied, answered. */
  @Override
  public int doWork(long nowNanos) throws Exception {
    int work = node.doWork(nowNanos);
    if (wal.write() > 0) {
      work += 1 + node.doWork(nowNanos);
    }
    return work + apply.doWork(nowNanos) + wal.prepare();
  }

  @Override
  public long deadlineNanos() {
    return Math.min(node.deadlineNanos(), apply.deadlineNanos());
  }

  @Override
  public void onFailure(Throwable cause) {
    node.onFailure(cause);
  }

  @Override
  public void onClose() {
    node.onClose();
    apply.onClose();
    wal.onClose();
  }
}
